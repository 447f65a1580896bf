import type { NoteBlock } from '../notes';
import { DIAGNOSIS_NOTES } from './notesDiagnosis';

/** What the page teaches, in English. */
export const NOTES_EN: readonly NoteBlock[] = [
  { kind: 'heading', text: 'What you are looking at' },
  {
    kind: 'paragraph',
    text: 'Every point is one embedding: a vector of $d$ numbers scaled to length 1, so all of them lie on a sphere. A thin line joins the two *views* of one sample, $u_i$ and $v_i$. Training asks two things at once: the two views of a sample should meet, and different samples should not. The first alone has a trivial answer, all points in one place. That is *collapse*, and this page is about what holds it off.',
  },
  { kind: 'heading', text: 'The loss' },
  {
    kind: 'paragraph',
    text: 'Let $s_{ij} = u_i \\cdot v_j$ be the cosine of view $i$ with view $j$. InfoNCE treats each row as a classification: among $n$ candidates, find your own partner.',
  },
  {
    kind: 'formula',
    tex: 'L = \\frac{1}{n}\\sum_{i=1}^{n}\\Bigl[-\\frac{s_{ii}}{\\tau} + \\log\\sum_{j=1}^{n} e^{s_{ij}/\\tau}\\Bigr]',
  },
  {
    kind: 'paragraph',
    text: 'The positive pair stands in the denominator too. This is the one-way form; the symmetric form of CLIP averages it over rows and columns, and NT-Xent (SimCLR) uses all $2n$ vectors as anchors, leaving out only the anchor itself, which makes $2n-1$ terms. If every vector is the same, all candidates tie and the loss is exactly $\\log n$ (for NT-Xent $\\log(2n-1)$): the dashed line in the chart. Since that line moves with $n$, losses at different $n$, $\\tau$ or variants cannot be compared.',
  },
  {
    kind: 'paragraph',
    text: 'With $p_{ij}$ the softmax of row $i$, the gradient on the similarities is short enough to remember:',
  },
  {
    kind: 'formula',
    tex: '\\frac{\\partial L}{\\partial s_{ij}} = \\frac{p_{ij} - \\delta_{ij}}{n\\,\\tau}',
  },
  {
    kind: 'paragraph',
    text: 'A negative pushes exactly as hard as it is mistaken for the positive. Two practical points: $e^{1/\\tau}$ overflows 32-bit floats below $\\tau \\approx 0.0113$, so the kernels subtract the largest term of each row; and only the part of the gradient along the sphere counts, so it is projected on the tangent plane and the point is scaled back to length 1 after the step.',
  },
  { kind: 'heading', text: 'What the temperature does' },
  {
    kind: 'paragraph',
    text: 'Expand the term that spreads the points, for one anchor:',
  },
  {
    kind: 'formula',
    tex: '\\log \\mathbb{E}\\, e^{s/\\tau} = \\frac{\\mathbb{E}\\,s}{\\tau} + \\frac{\\operatorname{Var}(s)}{2\\tau^2} + \\dots',
  },
  {
    kind: 'paragraph',
    text: 'The first term is the mean similarity; lowering it removes the common direction, the “cone”. The second lowers the variance of the similarities and so evens out the directions. The second outweighs the first by about $1/(2\\tau)$: a high $\\tau$ centres the cloud at once and evens it slowly, a low $\\tau$ works mostly on the nearest neighbours.',
  },
  {
    kind: 'aside',
    text: '*Why are all my cosines between 0.7 and 1?* Because training may end before the cone is gone. At low $\\tau$ a small margin already makes every softmax nearly certain, and $p - \\delta$ vanishes. In a test that started from a cone and stopped at a loss of 0.02, random pairs kept a mean cosine of 0.745 at $\\tau = 0.02$ and 0.198 at 0.07; from 0.1 upwards the loss never got that low, and the mean went to 0. So neither “low $\\tau$ means uniform” nor “high $\\tau$ means collapse” holds by itself: it depends on the start and on when you stop.',
  },
  { kind: 'heading', text: 'Alignment and uniformity' },
  {
    kind: 'paragraph',
    text: 'Two measures split the picture. *Alignment* is how far partners are apart, *uniformity* how evenly the cloud fills the sphere (with $t = 2$, lower is more even):',
  },
  {
    kind: 'formula',
    tex: '\\begin{aligned} L_{\\text{align}} &= \\frac{1}{n}\\sum_i \\lVert u_i - v_i\\rVert^2 = 2 - \\frac{2}{n}\\sum_i s_{ii} \\\\ L_{\\text{unif}} &= \\log \\operatorname*{mean}_{i<j}\\, e^{-t\\lVert u_i - u_j\\rVert^2} \\end{aligned}',
  },
  {
    kind: 'paragraph',
    text: 'A collapsed cloud has uniformity 0. The uniform law on the sphere gives $-2t + \\log\\,{}_0F_1(;\\tfrac d2;t^2)$: −2.080 for $d = 3$, −3.875 for $d = 64$, and $-2t = -4$ in the limit. A small batch can go below that, because $n \\le d+1$ points can form a regular simplex; the floor is $-2tn/(n-1)$. Both lines are drawn. A value below the floor is a mistake, most often vectors that were never normalised. The other common slip is to keep the pairs $i = j$: with 64 points in 64 dimensions that reports −3.317 instead of −3.865. And be warned that uniformity hardly notices lost dimensions: a cloud of rank 64 in 128 dimensions scores −3.875, a full one −3.94.',
  },
  ...DIAGNOSIS_NOTES.en,
  { kind: 'heading', text: 'What the picture hides' },
  {
    kind: 'paragraph',
    text: 'For $d = 3$ you see everything. For $d > 3$ you see three axes of $d$, and a point’s distance from the centre is the part of its length that these axes keep. An even cloud keeps about $\\sqrt{3/d}$ (0.31 at $d = 32$), so it looks like a ball in the middle of the sphere. That is not collapse; trust the cosine histogram. Pushing the points to the surface makes a handsomer picture that can no longer tell you this.',
  },
  {
    kind: 'trials',
    trials: [
      {
        title: 'Everything visible',
        text: 'In three dimensions nothing is hidden. Watch uniformity sink to the uniform law, −2.080, and a little past it, for points that avoid each other do better than chance. The negative cosines become flat: on $S^2$ every cosine is equally likely.',
        controls: { d: 3, state: 'cone', tau: 0.2 },
      },
      {
        title: 'A cone at low τ',
        text: 'The loss is near 0 almost at once, and the negatives stay far to the right: the task is solved and the cone is still there. Now drag τ up to 0.2 and see the very next steps open it.',
        controls: { d: 32, state: 'cone', tau: 0.02, optimizer: 'sgd' },
      },
      {
        title: 'Perfect collapse',
        text: 'All points the same and no noise: the loss is $\\log n$, and nothing moves, for the gradient is zero by symmetry. Then raise the noise a little. Collapse is a stationary point, not a stable one.',
        controls: { state: 'same', noise: 0, optimizer: 'sgd' },
      },
      {
        title: 'More dimensions than points',
        text: 'Sixteen points in 32 dimensions have room for a simplex. Uniformity passes the uniform law and stops at the floor, −4.267.',
        controls: { n: 16, d: 32, tau: 0.5, noise: 0 },
      },
      {
        title: 'A flat cloud',
        text: 'The start has few directions. Note the uniformity after 20 steps, then do the same at τ = 0.2: the higher temperature ends lower, because the lower one has already won its softmax.',
        controls: { d: 32, state: 'rank', tau: 0.05 },
      },
      {
        title: 'Too long a step',
        text: 'At a learning rate of 1 every point leaps past its place, and uniformity stays above the uniform law: worse than chance. Bring the rate down to 0.1 and see it settle below. The gradient carries a factor $1/\\tau$, so with SGD a lower τ is a longer step, too.',
        controls: { optimizer: 'sgd', rate: 1 },
      },
    ],
  },
  {
    kind: 'sources',
    entries: [
      {
        text: 'van den Oord, Li & Vinyals 2018: InfoNCE.',
        address: 'https://arxiv.org/abs/1807.03748',
      },
      {
        text: 'Chen et al. 2020: SimCLR, NT-Xent.',
        address: 'https://arxiv.org/abs/2002.05709',
      },
      {
        text: 'Wang & Isola 2020: alignment and uniformity on the hypersphere.',
        address: 'https://arxiv.org/abs/2005.10242',
      },
      {
        text: 'Wang & Liu 2021: the behaviour of contrastive loss, and its temperature.',
        address: 'https://arxiv.org/abs/2012.09740',
      },
      {
        text: 'Gao, Yao & Chen 2021: SimCSE; anisotropy and contrast.',
        address: 'https://arxiv.org/abs/2104.08821',
      },
      { text: 'Garrido et al. 2023: RankMe.', address: 'https://arxiv.org/abs/2210.02885' },
      {
        text: 'Roy & Vetterli 2007: effective rank (EUSIPCO).',
        address: 'https://www.eurasip.org/Proceedings/Eusipco/Eusipco2007/Papers/a5p-h05.pdf',
      },
      { text: 'Jing et al. 2021: dimensional collapse.', address: 'https://arxiv.org/abs/2110.09348' },
      { text: 'Bardes, Ponce & LeCun 2022: VICReg.', address: 'https://arxiv.org/abs/2105.04906' },
    ],
  },
];
