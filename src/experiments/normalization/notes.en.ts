import type { NoteBlock } from '../notes';
import { presetControls } from './presets';

/** What the page teaches, in English. */
export const NOTES_EN: readonly NoteBlock[] = [
  { kind: 'heading', text: 'What you are looking at' },
  {
    kind: 'paragraph',
    text: 'A tensor $x$ of shape $(B, H, N, D)$: $B$ samples, each with $H$ heads of $N$ tokens of $D$ features. Every cell is a number. A normalisation chooses some of the four axes and *reduces* them: cells that agree in all the other indices form a group, and a group shares one mean and one variance. In the picture a group has one colour. Press B, H, N or D to reduce over that axis, or not to.',
  },
  {
    kind: 'formula',
    tex: 'y = \\frac{x - \\mathbb{E}\\,x}{\\sqrt{\\operatorname{Var} x + \\varepsilon}}\\;\\alpha + \\beta',
  },
  {
    kind: 'paragraph',
    text: 'The names are mostly sets of axes. Batch norm for images (BatchNorm2d) reduces $B, N, D$ and keeps the channel; layer norm reduces the last axis, or the last few; instance norm reduces $N, D$; group norm splits the channels first. RMS norm is layer norm without the mean. The two questions that matter are: *how many statistics are there*, and *does a group reach across samples*?',
  },
  { kind: 'heading', text: 'How many parameters?' },
  {
    kind: 'paragraph',
    text: 'The scale $\\alpha$ and the shift $\\beta$ are learned, so they can belong only to indices that mean the same in every batch: never to a sample. Hence the rule. If the batch is reduced, each statistic keeps its own index and gets its own pair: $H$ pairs for BatchNorm2d, $D$ for batch norm of tokens, $H \\cdot N \\cdot D$ if only dim 0 is reduced. If it is not, the parameters belong to the *reduced* axes: $D$ pairs for LayerNorm(D), although it has $B \\cdot H \\cdot N$ statistics. Instance and group norm name their channels and give each one a pair.',
  },
  { kind: 'heading', text: 'Where notes on this are often loose' },
  {
    kind: 'list',
    items: [
      '“Batch norm takes the mean over dim 0.” For every $h, n, d$ on its own that makes $H \\cdot N \\cdot D$ statistics of $B$ values each: BatchNorm1d on flattened samples, and not BatchNorm2d, which has $H$.',
      '“The mean over dims (0, 1, 2).” That is batch norm of *tokens*, $D$ statistics: BatchNorm1d on x.reshape(-1, D). BatchNorm2d takes dim 1 as the channel, so on the same $x$ it computes something else. And BatchNorm1d given $[B \\cdot H, N, D]$ takes the *tokens* as channels, (0, 1, 3), with no error to warn you.',
      '“Mean over (0, 1, 2) or over −1, it is an average in either case.” Look at the shapes: $[D]$ against $[B, H, N]$.',
      '“Divide by the standard deviation plus $\\varepsilon$.” $\\varepsilon$ stands inside the root. For the pair of values ±0.001 at $\\varepsilon = 10^{-5}$ the outputs are ±0.302 inside and ±0.990 outside.',
      '“The variance.” The biased one normalises the batch, the unbiased one, larger by $n/(n-1)$, goes into the running average.',
    ],
  },
  { kind: 'heading', text: 'What it couples' },
  {
    kind: 'paragraph',
    text: 'Take one sample out of the batch and normalise again. Under batch norm every other sample changes; under layer, instance, group and RMS norm they change by exactly 0, not even in the last bit. That is why batch norm needs a second mode: in evaluation there may be no batch, so averages that were kept during training take the place of its statistics. Then the coupling is gone as well.',
  },
  { kind: 'formula', tex: '\\text{running} \\leftarrow (1 - m)\\,\\text{running} + m\\,\\text{batch}' },
  {
    kind: 'paragraph',
    text: 'With momentum $m$ the running mean forgets its start and then keeps a share $m/(2-m)$ of the variance that single batches have. The dashed line in “Training” is the root of that variance. What remains between evaluation and training is mostly the fluctuation of the batch, so it is large for small groups.',
  },
  { kind: 'heading', text: 'Before the activation or after it?' },
  {
    kind: 'paragraph',
    text: 'Normalised values crowd around 0, and there a sigmoid is nearly a straight line: without $\\alpha$ and $\\beta$ much of its non-linearity would be lost, which is why Ioffe & Szegedy added them. “Distributions” shows the band in which the activation is linear within a tolerance, and the share of cells in it. For ReLU the same centring switches off about half of the cells; a shift $\\beta$ below 0 can switch off all of them, for every sample.',
  },
  { kind: 'heading', text: 'The sphere' },
  {
    kind: 'paragraph',
    text: 'Unit variance means $\\sum y^2 = n$: a normalised group, read as a vector, lies on the sphere of radius $\\sqrt n$, in the plane $\\sum y = 0$. For LayerNorm(D) each token is a point on that sphere of dimension $D - 2$; its length and its mean are forgotten, its direction is all that is left.',
  },
  {
    kind: 'aside',
    text: '*Why subtract first?* $\\operatorname{Var} x = \\mathbb{E}x^2 - (\\mathbb{E}x)^2$ is true on paper. In 32-bit floats with a mean of 10,000 the squares are of the order $10^8$ and keep steps of 8, so a variance of 1 is lost. The kernels take the mean first and sum the squares of what is left. The last fact of the table shows both.',
  },
  {
    kind: 'trials',
    trials: [
      {
        title: 'Who shares a statistic?',
        text: 'Three heads, three colours: BatchNorm2d. Press B in the picture: the batch stays, and it has become instance norm’s axes. Press H: layer norm over three dims.',
        controls: { ...presetControls('batch2d') },
        tab: 'computed',
      },
      {
        title: 'Somebody leaves',
        text: 'Coloured by what changes when sample 1 leaves, with an outlier in it. Batch norm: every other sample moves. Choose a layer norm: nothing does.',
        controls: { ...presetControls('batch2d'), colour: 'change', outlier: true },
        tab: 'computed',
      },
      {
        title: 'Running statistics settle',
        text: 'They begin at mean 0 and variance 1, and the data are elsewhere. Watch both distances fall to the dashed lines; a smaller momentum is slower and ends lower.',
        controls: { ...presetControls('batch2d'), mode: 'evaluation', colour: 'output' },
        tab: 'training',
      },
      {
        title: 'Groups of four',
        text: 'Batch norm over dim 0 alone: each mean is taken over four values. Evaluation stays far from training however long you wait, for the statistics of so small a batch are mostly chance.',
        controls: { ...presetControls('notes') },
        tab: 'training',
      },
      {
        title: 'A sigmoid made linear',
        text: 'Most normalised values lie in the linear band. Now raise α to 4 or move β, and see the share fall.',
        controls: { ...presetControls('tokens'), affine: true, alpha: 1.5, beta: 0, variety: 0 },
        tab: 'distributions',
      },
      {
        title: 'Dead ReLUs',
        text: 'A shift of −4 behind the normalisation, and no cell is above 0, whatever the input was: a normalised group of $n = 5$ stays within $\\sqrt{n - 1} = 2$.',
        controls: {
          ...presetControls('layer1'),
          activation: 'relu',
          affine: true,
          alpha: 1,
          beta: -4,
          variety: 0,
        },
        tab: 'distributions',
      },
      {
        title: 'A mean of ten thousand',
        text: 'The output is as it was. Compare the variance with the shortcut in the last rows of the facts.',
        controls: { ...presetControls('layer3'), offset: 10000 },
        tab: 'computed',
      },
    ],
  },
  {
    kind: 'sources',
    entries: [
      {
        text: 'S. Ioffe, C. Szegedy: Batch normalization. ICML 2015.',
        address: 'https://arxiv.org/abs/1502.03167',
      },
      {
        text: 'J. L. Ba, J. R. Kiros, G. E. Hinton: Layer normalization. 2016.',
        address: 'https://arxiv.org/abs/1607.06450',
      },
      {
        text: 'D. Ulyanov, A. Vedaldi, V. Lempitsky: Instance normalization. 2016.',
        address: 'https://arxiv.org/abs/1607.08022',
      },
      { text: 'Y. Wu, K. He: Group normalization. ECCV 2018.', address: 'https://arxiv.org/abs/1803.08494' },
      {
        text: 'B. Zhang, R. Sennrich: Root mean square layer normalization. NeurIPS 2019.',
        address: 'https://arxiv.org/abs/1910.07467',
      },
    ],
  },
];
