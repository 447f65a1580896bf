import { describe, expect, it } from 'vitest';
import { type Fault, FaultChannel } from '../../src/runtime/errors';
import { GpuScope } from '../../src/runtime/scope';

describe('GpuScope', () => {
  it('releases what it owns once, last first', () => {
    const released: string[] = [];
    const scope = new GpuScope('page');
    for (const name of ['a', 'b', 'c']) scope.own(() => released.push(name));
    expect(released).toEqual([]);
    scope[Symbol.dispose]();
    expect(released).toEqual(['c', 'b', 'a']);
    scope[Symbol.dispose]();
    expect(released).toEqual(['c', 'b', 'a']);
  });

  it('closes at the end of its block', () => {
    const released: string[] = [];
    {
      using scope = new GpuScope('block');
      scope.own(() => released.push('a'));
    }
    expect(released).toEqual(['a']);
  });

  it('closes its children in their turn, and children may close before', () => {
    const released: string[] = [];
    const scope = new GpuScope('page');
    scope.own(() => released.push('first'));
    const child = scope.child('cloud');
    child.own(() => released.push('cloud'));
    scope.child('lines').own(() => released.push('lines'));
    scope.own(() => released.push('last'));
    expect(child.label).toBe('page/cloud');
    child[Symbol.dispose]();
    expect(released).toEqual(['cloud']);
    scope[Symbol.dispose]();
    expect(released).toEqual(['cloud', 'last', 'lines', 'first']);
  });

  it('owns nothing after it closed, for that would leak', () => {
    const scope = new GpuScope('page');
    scope[Symbol.dispose]();
    expect(() => scope.own(() => undefined)).toThrow('scope page is closed');
    expect(() => scope.child('late')).toThrow('scope page is closed');
  });
});

describe('FaultChannel', () => {
  it('tells each fault once to every listener, until it is cleared', () => {
    const channel = new FaultChannel();
    const heard: Fault[] = [];
    const others: Fault[] = [];
    channel.subscribe((fault) => heard.push(fault));
    const leave = channel.subscribe((fault) => others.push(fault));
    const lost: Fault = { kind: 'lost', message: 'gone' };
    channel.report(lost);
    channel.report({ ...lost });
    expect(heard).toEqual([lost]);
    expect(others).toEqual([lost]);
    channel.report({ kind: 'internal', message: 'gone' });
    channel.report({ kind: 'lost', message: 'gone again' });
    expect(heard).toHaveLength(3);
    leave();
    channel.clear();
    channel.report(lost);
    expect(heard).toHaveLength(4);
    expect(others).toHaveLength(3);
  });
});
