// What the bench found, in figures and as a table.

/**
 * @typedef {{ stage: string, milliseconds: number }} StageTime
 * @typedef {{ milliseconds: number, stages: readonly StageTime[] | null }} Sample
 * @typedef {{ workload: string, size: Record<string, number>, small: boolean, backend: 'webgpu' | 'reference' }} Entry
 * @typedef {object} Result an entry and what its repetitions took
 * @property {string} workload
 * @property {Record<string, number>} size
 * @property {boolean} small
 * @property {'webgpu' | 'reference'} backend
 * @property {number} repetitions
 * @property {number} medianMs from submit until the device, and the CPU's part of the work, was done
 * @property {number} minMs
 * @property {readonly StageTime[] | null} stages median device time of each stage; null without timestamps
 */

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** @param {Entry} entry @param {readonly Sample[]} samples @returns {Result} */
export function summarize(entry, samples) {
  const times = samples.map(({ milliseconds }) => milliseconds);
  /** @type {Map<string, number[]>} */
  const stages = new Map();
  for (const { stage, milliseconds } of samples.flatMap((sample) => sample.stages ?? [])) {
    stages.set(stage, [...(stages.get(stage) ?? []), milliseconds]);
  }
  return {
    ...entry,
    repetitions: samples.length,
    medianMs: median(times),
    minMs: Math.min(...times),
    stages:
      stages.size === 0
        ? null
        : [...stages].map(([stage, values]) => ({ stage, milliseconds: median(values) })),
  };
}

/** @param {number} value milliseconds; Chrome's timestamps are multiples of 0.1 ms */
function ms(value) {
  if (value < 0.1) return '< 0.1';
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** @param {Record<string, number>} size */
const sizeText = (size) =>
  Object.entries(size)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** @param {readonly string[][]} rows the first is the heading; columns after the second are numbers */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

/** @param {readonly StageTime[] | null} stages */
function stagesLine(stages) {
  if (stages === null) return [];
  const text = stages.map(({ stage, milliseconds }) => `${stage} ${ms(milliseconds)}`);
  return [`    ${text.join(' · ')}`];
}

/** @param {readonly Result[]} results @returns {string[]} lines */
export function deviceTable(results) {
  const shown = results.filter(({ backend, small }) => backend === 'webgpu' && !small);
  if (shown.length === 0) return [];
  const [head, ...rows] = table([
    ['WebGPU', 'size', 'median ms', 'min ms'],
    ...shown.map(({ workload, size, medianMs, minMs }) => [
      workload,
      sizeText(size),
      ms(medianMs),
      ms(minMs),
    ]),
  ]);
  return [
    head,
    ...shown.flatMap(({ stages }, index) => [rows[index], ...stagesLine(stages)]),
    '  (submit to completion; beneath, the median device time of each stage)',
  ];
}

/** @param {readonly Result[]} results @returns {string[]} lines */
export function referenceTable(results) {
  const rows = results
    .filter(({ backend }) => backend === 'reference')
    .map(({ workload, size, medianMs }) => {
      const device = results.find((r) => r.backend === 'webgpu' && r.small && r.workload === workload);
      const ratio = device ? `${(medianMs / device.medianMs).toFixed(1)} x` : '-';
      return [workload, sizeText(size), ms(medianMs), device ? ms(device.medianMs) : '-', ratio];
    });
  return table([['Float64 reference', 'size', 'CPU ms', 'WebGPU ms', 'ratio'], ...rows]);
}

/** @param {import('./live.mjs').LiveResult} live @returns {string[]} lines */
export function liveLines({ backend, canvas, n, d, seconds, stepsPerSecond, longestBlockMs, longestTaskMs }) {
  const task = longestTaskMs > 0 ? `longest task ${longestTaskMs.toFixed(0)} ms` : 'no task over 50 ms';
  return [
    `live page (${backend}), n=${n} d=${d}, canvas ${canvas.width} x ${canvas.height}, ${seconds.toFixed(1)} s:`,
    `  ${stepsPerSecond.toFixed(1)} training steps a second, each drawn`,
    `  dragging tau every 100 ms: longest gap between timers ${longestBlockMs.toFixed(0)} ms, ${task}`,
  ];
}
