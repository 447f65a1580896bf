/** The part of the notes about telling collapses apart: spectrum, ranks, bounds and the tau lens. */
import type { Language } from '../experiment';
import type { NoteBlock } from '../notes';
import { LENS_TEXT } from './lensText';

export const DIAGNOSIS_NOTES: Readonly<Record<Language, readonly NoteBlock[]>> = {
  en: [
    { kind: 'heading', text: 'Which collapse is it?' },
    {
      kind: 'paragraph',
      text: 'Collapse has several faces, and no single number sees them all. The line under the sphere names what it finds, from several measures at once: *complete* (one point), *cone* (all rows share a direction), *dimensional* (directions are empty), *cluster* (separate heaps), *per-class* (each class has shrunk), or none. Its evidence is in the tab “Diagnosis”.',
    },
    {
      kind: 'list',
      items: [
        'A cone with mean cosine 0.96 in $d = 128$ has RankMe 52 and, centred, entropy rank 123: by rank alone it looks healthy.',
        'A cloud of rank 64 in 128 has uniformity −3.875, a full one −3.94: by uniformity alone it looks healthy.',
        'Viewers that subtract the mean and rescale before drawing show every cone as a ball. “Centre in silence” in the panel shows what they show.',
      ],
    },
    { kind: 'heading', text: 'The spectrum and its ranks' },
    {
      kind: 'paragraph',
      text: 'The eigenvalues $\\lambda_1 \\ge \\dots \\ge \\lambda_d$ of the covariance say how the variance is shared among directions. A flat spectrum is never quite flat: $n$ isotropic rows have the dashed one (Marchenko & Pastur), so compare with that and not with $d$. How many directions are in use is a family with one dial, the order $\\alpha$ of a Rényi entropy of $p_k = \\lambda_k / \\sum \\lambda$:',
    },
    {
      kind: 'formula',
      tex: '\\underbrace{e^{-\\sum p_k \\log p_k}}_{\\alpha = 1} \\;\\ge\\; \\underbrace{\\frac{(\\sum\\lambda)^2}{\\sum\\lambda^2}}_{\\alpha = 2} \\;\\ge\\; \\underbrace{\\frac{\\sum\\lambda}{\\lambda_1}}_{\\alpha = \\infty} \\;\\ge\\; 1',
    },
    {
      kind: 'paragraph',
      text: 'IsoScore is no further opinion: it equals $(PR - 1)/(d - 1)$ of the participation ratio exactly. RankMe takes the entropy of the *singular* values, of the rows as they are. All of these come from an exact Gram matrix: 32-bit sums would invent directions that the cloud does not have.',
    },
    { kind: 'heading', text: 'The sum of $WW^T$ and its largest eigenvalue' },
    {
      kind: 'paragraph',
      text: 'SimCSE reads the spreading term of the loss through Jensen’s inequality: the mean of $\\log \\operatorname{mean} e^{s/\\tau}$ is at least $\\operatorname{Sum}(WW^T)/(\\tau n^2) = \\lVert \\bar z \\rVert^2/\\tau$, and since the sum, with positive entries, bounds $\\lambda_{\\max}$ from above, lowering the loss is said to flatten the spectrum. With positive entries that bound is true and empty: then $\\operatorname{Sum} \\ge \\operatorname{tr} = n \\ge \\lambda_{\\max}$ anyway. With negative entries it is false: half the rows $+v$, half $-v$, and the sum is 0 while $\\lambda_{\\max} = n$.',
    },
    {
      kind: 'paragraph',
      text: 'What holds: $\\operatorname{Sum}/n \\le \\lambda_{\\max}$ whatever the signs, and in a cone it is tight, so opening the cone lowers $\\lambda_{\\max}$. Flattening beyond the mean comes from the variance of the similarities, $\\operatorname{Var}(s)/2\\tau^2$, which the bound leaves out. The tab “Bounds” shows both while it trains.',
    },
    { kind: 'heading', text: 'The τ lens' },
    { kind: 'paragraph', text: LENS_TEXT.look.en },
    { kind: 'paragraph', text: `${LENS_TEXT.ranks.en} ${LENS_TEXT.remedy.en}` },
    {
      kind: 'trials',
      trials: [
        {
          title: 'Half $+v$, half $-v$',
          text: 'Sum/n is 0, the largest eigenvalue is n: the sum bounds nothing from above. The verdict is two heaps, not a cone, though the mean |cosine| is 1.',
          controls: { n: 256, d: 32, state: 'antipodal', spread: 0, noise: 0, rate: 0.00001 },
          tab: 'bounds',
        },
        {
          title: 'A cone behind a good rank',
          text: 'Mean cosine 0.86, yet every centred rank is near 32. Compare the full and the hollow marks, then tick “centre in silence” and look at the sphere.',
          controls: { d: 32, state: 'cone', tau: 0.02, rate: 0.00001 },
          tab: 'measures',
        },
        {
          title: 'A spectrum that fills up',
          text: 'A start of rank 3. The cliff in the spectrum climbs step by step; the history beside it shows which directions come back first.',
          controls: { n: 512, d: 32, state: 'rank', groups: 3, spread: 0.05, tau: 0.2, rate: 0.01 },
          tab: 'spectrum',
        },
      ],
    },
  ],
  zh: [
    { kind: 'heading', text: '这是哪一种坍缩？' },
    {
      kind: 'paragraph',
      text: '坍缩有好几副面孔，没有哪个数能全部看到。球下方的那一行综合多个指标给出名称：*完全坍缩*（只剩一点）、*锥*（所有行共享一个方向）、*维度坍缩*（有的方向是空的）、*成团*（分成几堆）、*类内坍缩*（每一类都缩小了），或者没有坍缩。依据在“诊断”标签页。',
    },
    {
      kind: 'list',
      items: [
        '$d = 128$、平均余弦 0.96 的锥，RankMe 为 52，中心化后的熵秩为 123：只看秩，它很健康。',
        '128 维中秩为 64 的点云，均匀度是 −3.875，满秩是 −3.94：只看均匀度，它也很健康。',
        '有些工具在画图前先减去均值再归一化，把任何锥都画成球。面板中的“默默中心化”就显示它们的画面。',
      ],
    },
    { kind: 'heading', text: '谱与秩' },
    {
      kind: 'paragraph',
      text: '协方差的特征值 $\\lambda_1 \\ge \\dots \\ge \\lambda_d$ 说明方差怎样分配给各个方向。平坦的谱也不会完全平：$n$ 个各向同性的行给出的是虚线（Marchenko 与 Pastur），应当与它比较，而不是与 $d$ 比较。用到多少个方向，是同一族的量，只有一个旋钮，即 $p_k = \\lambda_k / \\sum \\lambda$ 的 Rényi 熵的阶 $\\alpha$：',
    },
    {
      kind: 'formula',
      tex: '\\underbrace{e^{-\\sum p_k \\log p_k}}_{\\alpha = 1} \\;\\ge\\; \\underbrace{\\frac{(\\sum\\lambda)^2}{\\sum\\lambda^2}}_{\\alpha = 2} \\;\\ge\\; \\underbrace{\\frac{\\sum\\lambda}{\\lambda_1}}_{\\alpha = \\infty} \\;\\ge\\; 1',
    },
    {
      kind: 'paragraph',
      text: 'IsoScore 不是另一种意见：它恰好等于参与比的 $(PR - 1)/(d - 1)$。RankMe 取的是*奇异值*的熵，用原样的行。这些数都来自精确的 Gram 矩阵：32 位求和会凭空造出点云没有的方向。',
    },
    { kind: 'heading', text: '$WW^T$ 的总和与最大特征值' },
    {
      kind: 'paragraph',
      text: 'SimCSE 用 Jensen 不等式来读损失中起分散作用的一项：$\\log \\operatorname{mean} e^{s/\\tau}$ 的平均不小于 $\\operatorname{Sum}(WW^T)/(\\tau n^2) = \\lVert \\bar z \\rVert^2/\\tau$；又因为元素为正时总和是 $\\lambda_{\\max}$ 的上界，于是说降低损失会使谱变平。元素为正时这个上界成立，却是空话：那时本来就有 $\\operatorname{Sum} \\ge \\operatorname{tr} = n \\ge \\lambda_{\\max}$。有负元素时它不成立：一半的行是 $+v$，一半是 $-v$，总和为 0，而 $\\lambda_{\\max} = n$。',
    },
    {
      kind: 'paragraph',
      text: '成立的是：不论符号，$\\operatorname{Sum}/n \\le \\lambda_{\\max}$；在锥里它很紧，所以打开锥就降低了 $\\lambda_{\\max}$。均值之外的变平来自相似度的方差 $\\operatorname{Var}(s)/2\\tau^2$，而那个界恰恰漏掉了它。“界”标签页在训练中显示这两者。',
    },
    { kind: 'heading', text: 'τ 透镜' },
    { kind: 'paragraph', text: LENS_TEXT.look.zh },
    { kind: 'paragraph', text: `${LENS_TEXT.ranks.zh}${LENS_TEXT.remedy.zh}` },
    {
      kind: 'trials',
      trials: [
        {
          title: '一半 $+v$，一半 $-v$',
          text: 'Sum/n 为 0，最大特征值为 n：总和并不能从上方限制什么。判断是两个团而不是锥，尽管平均 |余弦| 为 1。',
          controls: { n: 256, d: 32, state: 'antipodal', spread: 0, noise: 0, rate: 0.00001 },
          tab: 'bounds',
        },
        {
          title: '藏在良好秩后面的锥',
          text: '平均余弦 0.86，中心化后的各种秩却都接近 32。比较实心与空心标记，再勾选“默默中心化”，看看球面。',
          controls: { d: 32, state: 'cone', tau: 0.02, rate: 0.00001 },
          tab: 'measures',
        },
        {
          title: '逐渐填满的谱',
          text: '从秩 3 出发。谱上的悬崖一步步升高，旁边的历史图显示哪些方向先回来。',
          controls: { n: 512, d: 32, state: 'rank', groups: 3, spread: 0.05, tau: 0.2, rate: 0.01 },
          tab: 'spectrum',
        },
      ],
    },
  ],
};
