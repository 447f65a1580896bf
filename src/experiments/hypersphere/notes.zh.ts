import type { NoteBlock } from '../notes';
import { DIAGNOSIS_NOTES } from './notesDiagnosis';

/** What the page teaches, in Chinese. */
export const NOTES_ZH: readonly NoteBlock[] = [
  { kind: 'heading', text: '你看到的是什么' },
  {
    kind: 'paragraph',
    text: '每个点是一个嵌入：$d$ 个数组成的向量，长度缩放为 1，所以全部落在球面上。细线连着同一样本的两个*视图* $u_i$ 与 $v_i$。训练同时要求两件事：同一样本的两个视图要靠拢，不同样本要分开。如果只要求前一件，有个省事的答案：所有点挤到一处。这就是*坍缩*。本页要看的，就是什么在阻止它。',
  },
  { kind: 'heading', text: '损失函数' },
  {
    kind: 'paragraph',
    text: '记 $s_{ij} = u_i \\cdot v_j$ 为两个视图的余弦。InfoNCE 把每一行当作一道分类题：从 $n$ 个候选里认出自己的另一半。',
  },
  {
    kind: 'formula',
    tex: 'L = \\frac{1}{n}\\sum_{i=1}^{n}\\Bigl[-\\frac{s_{ii}}{\\tau} + \\log\\sum_{j=1}^{n} e^{s_{ij}/\\tau}\\Bigr]',
  },
  {
    kind: 'paragraph',
    text: '注意正样本对自己也在分母里。上式是单向形式；CLIP 的对称形式对行和列各算一遍再取平均；NT-Xent（SimCLR）让全部 $2n$ 个向量轮流当锚点，只去掉锚点自己，分母有 $2n-1$ 项。如果所有向量都相同，候选之间不分胜负，损失恰好是 $\\log n$（NT-Xent 是 $\\log(2n-1)$），也就是图中的虚线。这条线随 $n$ 移动，所以 $n$、$\\tau$ 或形式不同的损失值不能直接比较。',
  },
  {
    kind: 'paragraph',
    text: '设 $p_{ij}$ 为第 $i$ 行的 softmax，损失对相似度的梯度短得可以记在心里：',
  },
  {
    kind: 'formula',
    tex: '\\frac{\\partial L}{\\partial s_{ij}} = \\frac{p_{ij} - \\delta_{ij}}{n\\,\\tau}',
  },
  {
    kind: 'paragraph',
    text: '一个负样本有多容易被错认成正样本，就被推开得多用力。实现上有两点：$\\tau$ 小于约 0.0113 时 $e^{1/\\tau}$ 会超出单精度浮点的范围，所以内核先减去每行的最大项；梯度只有沿球面的分量有用，因此先投影到切平面，走完一步再把点拉回单位长度。',
  },
  { kind: 'heading', text: '温度起什么作用' },
  { kind: 'paragraph', text: '对一个锚点，把负责“推开”的那一项展开：' },
  {
    kind: 'formula',
    tex: '\\log \\mathbb{E}\\, e^{s/\\tau} = \\frac{\\mathbb{E}\\,s}{\\tau} + \\frac{\\operatorname{Var}(s)}{2\\tau^2} + \\dots',
  },
  {
    kind: 'paragraph',
    text: '第一项是平均相似度，压低它就是去掉所有点共有的方向，也就是拆掉“锥”。第二项压低相似度的方差，使各个方向趋于均衡。第二项与第一项之比约为 $1/(2\\tau)$：$\\tau$ 大，点云很快居中，但均衡得慢；$\\tau$ 小，力气主要花在最近的邻居身上。',
  },
  {
    kind: 'aside',
    text: '*为什么我的余弦都在 0.7 到 1 之间？* 因为训练可能在锥消失之前就停了。$\\tau$ 很小时，只要拉开一点差距，softmax 就几乎确定无疑，$p-\\delta$ 随之消失。有一组实验从锥形点云出发，损失降到 0.02 就停：$\\tau = 0.02$ 时随机点对的平均余弦还有 0.745，$\\tau = 0.07$ 时是 0.198；$\\tau$ 到了 0.1 及以上，损失降不到那么低，平均余弦则一直走到 0。所以“温度低就均匀”和“温度高就坍缩”单独拿出来都不成立，要看从哪里出发、在哪里停下。',
  },
  { kind: 'heading', text: '对齐与均匀' },
  {
    kind: 'paragraph',
    text: '有两个量把画面拆开来看。*对齐*（alignment）衡量配对的两点相距多远，*均匀*（uniformity）衡量点云把球面铺得多匀（取 $t = 2$，越低越匀）：',
  },
  {
    kind: 'formula',
    tex: '\\begin{aligned} L_{\\text{align}} &= \\frac{1}{n}\\sum_i \\lVert u_i - v_i\\rVert^2 = 2 - \\frac{2}{n}\\sum_i s_{ii} \\\\ L_{\\text{unif}} &= \\log \\operatorname*{mean}_{i<j}\\, e^{-t\\lVert u_i - u_j\\rVert^2} \\end{aligned}',
  },
  {
    kind: 'paragraph',
    text: '完全坍缩时均匀度为 0。球面上的均匀分布给出 $-2t + \\log\\,{}_0F_1(;\\tfrac d2;t^2)$：$d = 3$ 时是 −2.080，$d = 64$ 时是 −3.875，极限是 $-2t = -4$。小批量还能更低，因为 $n \\le d+1$ 个点可以摆成正单纯形，下限是 $-2tn/(n-1)$。两条线图中都有。数值跌破下限一定是哪里错了，多半是向量没有归一化。另一个常见的疏忽是把 $i = j$ 的对也算进去：64 维里 64 个点，结果会变成 −3.317，而正确值是 −3.865。还要提醒一句，均匀度几乎察觉不到维度的丢失：128 维中只占 64 维的点云得 −3.875，占满的也不过 −3.94。',
  },
  ...DIAGNOSIS_NOTES.zh,
  { kind: 'heading', text: '画面隐去了什么' },
  {
    kind: 'paragraph',
    text: '$d = 3$ 时一切都看得见。$d > 3$ 时只画得出其中三个轴，点到球心的距离就是这三个轴保留下来的长度。铺得均匀的点云平均只保留约 $\\sqrt{3/d}$（$d = 32$ 时是 0.31），看上去像球心里的一团。那不是坍缩，请以余弦直方图为准。把点推到球面上会更好看，但也就看不出这一点了。',
  },
  {
    kind: 'trials',
    trials: [
      {
        title: '一览无余',
        text: '三维里没有隐藏的方向。看均匀度降到均匀分布的 −2.080，还会再低一点，因为互相避让的点比随机撒的更匀。负对的余弦变得平坦：在 $S^2$ 上，每个余弦值的机会均等。',
        controls: { d: 3, state: 'cone', tau: 0.2 },
      },
      {
        title: '低温下的锥',
        text: '损失几乎一开始就接近 0，负对的余弦却仍停在右边：题目做对了，锥还在。现在把 τ 拖到 0.2，接下来的几步就会把它打开。',
        controls: { d: 32, state: 'cone', tau: 0.02, optimizer: 'sgd' },
      },
      {
        title: '彻底坍缩',
        text: '所有点相同，又没有噪声：损失等于 $\\log n$，谁也不动，因为对称使梯度为零。再加一点噪声试试。坍缩是一个驻点，但并不稳定。',
        controls: { state: 'same', noise: 0, optimizer: 'sgd' },
      },
      {
        title: '维数比点数多',
        text: '32 维里放 16 个点，足够摆成正单纯形。均匀度会越过均匀分布那条线，停在下限 −4.267。',
        controls: { n: 16, d: 32, tau: 0.5, noise: 0 },
      },
      {
        title: '扁平的点云',
        text: '初始点云只占少数几个方向。走 20 步，记下均匀度；再用 τ = 0.2 走同样的步数：温度高的反而更匀，因为温度低的那次早已在 softmax 上分出胜负。',
        controls: { d: 32, state: 'rank', tau: 0.05 },
      },
      {
        title: '步子太大',
        text: '学习率为 1 时，每个点都跳过了头，均匀度一直高于均匀分布：比随机撒点还差。把学习率降到 0.1，看它落到线下。梯度里有因子 $1/\\tau$，所以用 SGD 时，τ 越小，步子也越大。',
        controls: { optimizer: 'sgd', rate: 1 },
      },
    ],
  },
  {
    kind: 'sources',
    entries: [
      { text: 'van den Oord、Li、Vinyals 2018：InfoNCE。', address: 'https://arxiv.org/abs/1807.03748' },
      { text: 'Chen 等 2020：SimCLR 与 NT-Xent。', address: 'https://arxiv.org/abs/2002.05709' },
      {
        text: 'Wang、Isola 2020：超球面上的对齐与均匀。',
        address: 'https://arxiv.org/abs/2005.10242',
      },
      {
        text: 'Wang、Liu 2021：对比损失的行为与温度。',
        address: 'https://arxiv.org/abs/2012.09740',
      },
      {
        text: 'Gao、Yao、Chen 2021：SimCSE，各向异性与对比学习。',
        address: 'https://arxiv.org/abs/2104.08821',
      },
      { text: 'Garrido 等 2023：RankMe。', address: 'https://arxiv.org/abs/2210.02885' },
      {
        text: 'Roy、Vetterli 2007：有效秩（EUSIPCO）。',
        address: 'https://www.eurasip.org/Proceedings/Eusipco/Eusipco2007/Papers/a5p-h05.pdf',
      },
      { text: 'Jing 等 2021：维度坍缩。', address: 'https://arxiv.org/abs/2110.09348' },
      { text: 'Bardes、Ponce、LeCun 2022：VICReg。', address: 'https://arxiv.org/abs/2105.04906' },
    ],
  },
];
