import { describe, expect, test } from 'vitest';
import { makeTask, TASKS, type Task } from '../../src/data/tasks';

const SIZE = { rows: 512, columns: 12, seed: 3 };

function rowDistance({ inputs, columns }: Task, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++)
    sum += ((inputs[a * columns + c] ?? Number.NaN) - (inputs[b * columns + c] ?? Number.NaN)) ** 2;
  return sum;
}

/** The answer of every row's nearest other row. */
function nearestAnswers(task: Task, answers: ArrayLike<number>): number[] {
  return Array.from({ length: task.rows }, (_, row) => {
    let [best, nearest] = [Infinity, -1];
    for (let other = 0; other < task.rows; other++) {
      const distance = other === row ? Infinity : rowDistance(task, row, other);
      if (distance < best) [best, nearest] = [distance, other];
    }
    return answers[nearest] ?? Number.NaN;
  });
}

/** Squared correlation of the answers with their best linear prediction, by gradient descent on standardised columns. */
function linearFit({ inputs, rows, columns }: Task, answers: ArrayLike<number>): number {
  const values = Array.from({ length: rows }, (_, row) => answers[row] ?? Number.NaN);
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const weights = new Float64Array(columns);
  const residual = Float64Array.from(values, (value) => value - mean);
  const total = residual.reduce((sum, value) => sum + value * value, 0);
  for (let step = 0; step < 400; step++) {
    for (let c = 0; c < columns; c++) {
      let slope = 0;
      for (let row = 0; row < rows; row++) slope += (residual[row] ?? 0) * (inputs[row * columns + c] ?? 0);
      slope /= rows;
      weights[c] = (weights[c] ?? 0) + slope;
      for (let row = 0; row < rows; row++)
        residual[row] = (residual[row] ?? 0) - slope * (inputs[row * columns + c] ?? 0);
    }
  }
  return 1 - residual.reduce((sum, value) => sum + value * value, 0) / total;
}

describe.each(TASKS)('%s', (name) => {
  const task = makeTask(name, SIZE);

  test('has standardised columns', () => {
    for (let c = 0; c < SIZE.columns; c++) {
      const column = Array.from(
        { length: SIZE.rows },
        (_, row) => task.inputs[row * SIZE.columns + c] ?? Number.NaN,
      );
      const mean = column.reduce((sum, value) => sum + value, 0) / SIZE.rows;
      const variance = column.reduce((sum, value) => sum + value ** 2, 0) / SIZE.rows;
      // Values up to 4, each rounded once to f32.
      expect(Math.abs(mean)).toBeLessThan(4 * 2 ** -24);
      expect(Math.abs(variance - 1)).toBeLessThan(8 * 2 ** -24);
    }
  });

  test('is the same for the same seed only', () => {
    expect(makeTask(name, SIZE)).toEqual(task);
    expect(makeTask(name, { ...SIZE, seed: 4 }).inputs).not.toEqual(task.inputs);
  });

  test('can be learned from neighbours, and not by a line', () => {
    const answers = task.labels ?? task.targets ?? [];
    const nearest = nearestAnswers(task, answers);
    if (task.labels) {
      expect(task.targets).toBeNull();
      expect(task.labels.filter((label) => label === 1)).toHaveLength(SIZE.rows / 2);
      const hits = nearest.filter((answer, row) => answer === answers[row]).length;
      expect(hits / SIZE.rows).toBeGreaterThan(0.97);
    } else {
      // Squared error of a neighbour's answer, twice the noise of an estimate, against a variance of about 1/2.
      const error = nearest.reduce((sum, answer, row) => sum + (answer - (answers[row] ?? 0)) ** 2, 0);
      expect(error / SIZE.rows).toBeLessThan(0.1);
    }
    // Two moons are the easy one: a line misses their horns alone.
    expect(linearFit(task, answers)).toBeLessThan(name === 'moons' ? 0.8 : 0.3);
  });
});

test('a task of no size is refused', () => {
  expect(() => makeTask('spirals', { ...SIZE, rows: 3 })).toThrow(RangeError);
  expect(() => makeTask('spirals', { ...SIZE, columns: 0 })).toThrow(RangeError);
  expect(() => makeTask('spirals', { ...SIZE, columns: 1.5 })).toThrow(/1\.5/);
});
