import type { NoteBlock } from '../notes';

/** What the page teaches, in Chinese. */
export const NOTES_ZH: readonly NoteBlock[] = [
  { kind: 'heading', text: '你看到的是什么' },
  {
    kind: 'paragraph',
    text: '一个 $L$ 层、权重随机的网络。噪声从左端输入，在每一层被测量；随后一个随机梯度从右端进入，在返回途中被测量。此时还没有任何训练。信号若在途中消失，后面的层什么也看不到；梯度若消失，前面的层得不到任何指示；任何一个爆炸，数字就失去意义。这一切在训练第一步之前，就由权重与激活函数决定了。',
  },
  {
    kind: 'paragraph',
    text: '记号是你的设备上的内核在这个网络上实测的值；线是无限宽网络的理论。下方条带为两者之比：真实网络偏离多远。',
  },
  { kind: 'heading', text: '一层，前向' },
  {
    kind: 'paragraph',
    text: '设 $y = xW$，$W$ 的形状为 [fan_in, fan_out]，元素独立、均值 0、方差 $v$。每个 $y_j$ 是 fan_in 个乘积之和，因此',
  },
  { kind: 'formula', tex: '\\operatorname{Var}(y) = \\text{fan\\_in}\\; v \\;\\mathbb{E}[x^2]' },
  {
    kind: 'paragraph',
    text: '许多资料在这里写 $\\operatorname{Var}(x)$，这只在 $x$ 均值为 0 时成立。经过 ReLU 之后均值不为 0：$\\mathbb{E}[x^2] = \\tfrac12 \\operatorname{Var}(y)$，而 $\\operatorname{Var}(x) = \\tfrac12(1 - \\tfrac1\\pi)\\operatorname{Var}(y) = 0.341 \\operatorname{Var}(y)$。He 初始化中的因子 2 来自前者，所以它保持的是蓝色记号，而不是绿色记号。',
  },
  { kind: 'heading', text: '一层，反向' },
  {
    kind: 'formula',
    tex: "\\operatorname{Var}(g_{\\text{in}}) = \\text{fan\\_out}\\; v \\;\\mathbb{E}[\\varphi'(y)^2]\\;\\operatorname{Var}(g_{\\text{out}})",
  },
  {
    kind: 'paragraph',
    text: "前向看 $\\varphi$，反向看 $\\varphi'$，保持其一并不保持其二。*页面一打开就是标准的例子*：tanh 配常用增益 5/3。前向方差平得不能再平，梯度却在三十层中增长了一百多倍。那些只画一条曲线就声称两个方向都“保持”的演示，画的是公式，不是网络。",
  },
  {
    kind: 'list',
    items: [
      '*Xavier*（Glorot 与 Bengio 2010）：$v = 2/(\\text{fan\\_in} + \\text{fan\\_out})$，针对原点处斜率为 1 的激活函数的折中。',
      '*He*（2015）：$v = 2/\\text{fan\\_in}$，用于只让一半二阶矩通过的 ReLU。均匀形式的边界为 $\\pm\\sqrt{3v}$。',
      '*LeCun*：$v = 1/\\text{fan\\_in}$，SELU 即为此设计。',
      '*PyTorch 的 Linear* 默认：均匀分布，$v = 1/(3\\,\\text{fan\\_in})$。配 ReLU 时每层损失 6 倍。',
      '$N(0, 0.01)$ 有歧义：有的指方差，有的指标准差。这里 $s$ 是标准差。',
    ],
  },
  { kind: 'heading', text: '夹角：深度如何遗忘' },
  {
    kind: 'paragraph',
    text: '大小只是一半。余弦为 $c$ 的两个输入经过一层后余弦变成另一个值，这个*相关映射*要重复 $L$ 次。若它在 1 处的不动点是吸引的，所有输入最终指向同一方向：没有任何损失函数，仅凭深度表示就坍缩了。若是排斥的，邻近的点会被撕开：混沌。在 1 处的斜率为',
  },
  {
    kind: 'formula',
    tex: "\\chi = \\sigma_w^2\\;\\mathbb{E}_{z \\sim N(0, q^*)}[\\varphi'(z)^2], \\qquad \\sigma_w^2 = \\text{fan\\_in}\\; v",
  },
  {
    kind: 'paragraph',
    text: '而同一个 $\\chi$ 正是梯度每层的因子。因此有序（$\\chi < 1$：夹角闭合，梯度消失）与混沌（$\\chi > 1$：夹角张开，梯度爆炸）是同一件事的两面，可训练的深层网络位于 $\\chi = 1$ 这条线附近，即*混沌边缘*（Poole 2016，Schoenholz 2017）。“相图”标签页在一个网络网格上实测，并叠上理论曲线。选择*单层球面*，再用控件*层*逐层走过去，就能看到方向逐渐合拢。',
  },
  {
    kind: 'aside',
    text: '*注意看：*沿着这条线，梯度既不增长也不缩小，也正是在这里输入的信息保留得最久。对 tanh，无偏置时这条线从增益 1 出发；对 ReLU 它是竖线 $\\sigma_w = \\sqrt 2$，也就是 He 的规则。',
  },
  { kind: 'heading', text: '原点附近' },
  {
    kind: 'paragraph',
    text: '信号很小时，激活函数就是它的切线 $\\alpha x + \\beta$：前向通过方差的 $\\alpha^2$，反向通过梯度方差的 $\\alpha^2$。tanh 有 $\\alpha = 1, \\beta = 0$。sigmoid 有 $\\alpha = 1/4$、$\\beta = 1/2$：每层只剩梯度方差的十六分之一，并给一切加上常数一半，使所有行转向同一方向。课程中的修补 $4\\,\\text{sigmoid}(x) - 2$ 的切线又是 $x$（它等于 $2\\tanh(x/2)$）。在折点处没有切线：对 ReLU，两侧斜率的平均 $\\alpha = 1/2$ 预测四分之一，实测为二分之一。“原点”标签页显示预测在何处成立。',
  },
  { kind: 'heading', text: '归一化、相加、丢弃' },
  {
    kind: 'list',
    items: [
      '*激活之前的层归一化或批归一化*使各层前向方差相同，无论增益多大。但它并不管住梯度：批归一化配 ReLU 使其方差每层乘以 $\\pi/(\\pi-1) = 1.47$（Yang 2019），深度 50 时约为一两亿倍。',
      '*残差连接*把方差相加而不是相乘，因此分支较小时增长不再是指数的；每层加上自己的一份。',
      '*dropout* 的保留概率为 $p$ 时，每层二阶矩放大 $1/p$：一个没有人写进初始化里的增益。',
      '*逐层变窄*：fan_in 与 fan_out 不等时，没有一个 $v$ 能同时保持两个方向。',
    ],
  },
  { kind: 'heading', text: '笔记中的一个开放问题' },
  {
    kind: 'paragraph',
    text: '反向规则把期望相乘：$\\mathbb{E}[(g_j W_{ij})^2] = \\mathbb{E}[g_j^2]\\,\\mathbb{E}[W_{ij}^2]$，仿佛梯度对它所经过的权重一无所知。初始化时，梯度来自更上面的层，它们从未见过 $W$。训练中则不然：权重正是由这样的梯度造就的。“独立性”标签页在多个种子的网络上测量等式两边。',
  },
  {
    kind: 'paragraph',
    text: '$g_j$ 与 $W_{ij}$ 只共有 $j$，所以两边之比等于 1 加上列之间的协方差。我们在 ReLU 配 He、tanh 配 Xavier 上测得（五层，每层 64 个单元，各 16 个网络，双螺旋任务）：*初始化时比值为 1*，误差 1% 到 2%；对 ReLU，期望恰为 1；对 tanh 约低 $0.5/n$，因为权重较长的单元更早饱和。单个网络的涨落约为 $2/n$，所以一次测得 0.97 并不说明什么。*100 步之后*，tanh 的中间层为 1.02 到 1.04；ReLU 没有可测的变化。*500 步之后*，靠上的隐藏层为 1.02 到 1.14，因为接收梯度的列变大了；用 Adam 训练的 tanh 网络的第一层为 0.97。因此在这样大小的训练后的网络中，这条规则有百分之几的误差，但它并不是梯度消失或爆炸的原因。',
  },
  { kind: 'heading', text: '单个网络不是平均' },
  {
    kind: 'paragraph',
    text: '每一层把方差乘以一个均值为 1 的随机因子，而它的对数均值小于 0。因此又窄又深的网络最终低于理论，而且每个种子落点不同：宽 64、深 100 的 ReLU 配 He 平均低 1.85 个数量级，涨落为 1.2 个数量级。只有许多网络的平均，或者很大的宽度，才遵守理论线。换一个种子看看。',
  },
  { kind: 'heading', text: '它学得会吗？' },
  {
    kind: 'paragraph',
    text: '点击*运行*，网络加上线性读出层后在一个小任务上训练。这是最终的检验：梯度消失的网络停在 $\\log 2$，只能瞎猜；梯度爆炸的网络四处乱跳，甚至超出 32 位浮点数。观察时请用 SGD；Adam 把每个梯度除以它自身的大小，因此掩盖了它已经多小。',
  },
  {
    kind: 'trials',
    trials: [
      {
        title: '前向保持，反向爆炸',
        text: 'tanh 配增益 5/3，B 的增益为 1。A 的前向记号是平的，梯度却爆炸；B 的两者都缓慢衰减，约如 $1/L$。没有一个增益能兼顾两者。',
        controls: { gain: 1.667, compare: true, gainB: 1 },
      },
      {
        title: 'He 的规则',
        text: 'ReLU 配 He：二阶矩在两个方向上平均保持。方差在它下方，为其 $0.68$ 倍，因为激活值有均值。一半的激活值恰为 0。再看余弦：输入仍然彼此靠拢。',
        controls: { activation: 'relu', initializer: 'he_normal', gain: 1, width: 256, depth: 50 },
        tab: 'angles',
      },
      {
        title: 'PyTorch 默认，很深',
        text: '默认 Linear 配 ReLU：每层损失 6 倍。十五层之后只剩万亿分之一，“运行”也学不会。B 用 He 的权重，约 400 步学会。',
        controls: {
          activation: 'relu',
          initializer: 'pytorch',
          gain: 1,
          width: 64,
          batch: 64,
          depth: 15,
          compare: true,
          activationB: 'relu',
          initializerB: 'he_normal',
          rate: 0.005,
        },
        tab: 'training',
        run: true,
      },
      {
        title: 'sigmoid，与修补后的 sigmoid',
        text: 'A 为 sigmoid：梯度每层损失 16 倍以上，两层之后所有输入已成为同一方向。B 为 $4\\,\\text{sigmoid}(x) - 2$。',
        controls: { activation: 'sigmoid', gain: 1, compare: true, activationB: 'scaled_sigmoid', gainB: 1 },
        tab: 'angles',
      },
      {
        title: 'ReLU 之前批归一化，五十层',
        text: '前向记号平得不能再平；梯度在返回途中每层增长 1.47 倍。',
        controls: {
          activation: 'relu',
          initializer: 'he_normal',
          gain: 1,
          normalization: 'batch',
          depth: 50,
        },
      },
      {
        title: '超出 32 位',
        text: 'ReLU，增益 4，200 层。小旗标出从哪里开始数值无法表示；没有测到的一律不画。',
        controls: { activation: 'relu', gain: 4, depth: 200, width: 64, batch: 64 },
      },
      {
        title: '混沌边缘',
        text: '点击“计算”。线的左侧梯度消失、夹角闭合，右侧梯度爆炸、夹角张开。在两侧各点一格，看看它的各层。',
        controls: { gain: 1, width: 128 },
        tab: 'phase',
      },
    ],
  },
  {
    kind: 'sources',
    entries: [
      {
        text: 'X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural networks. AISTATS 2010.',
        address: 'https://proceedings.mlr.press/v9/glorot10a.html',
      },
      {
        text: 'K. He, X. Zhang, S. Ren, J. Sun: Delving deep into rectifiers. ICCV 2015.',
        address: 'https://arxiv.org/abs/1502.01852',
      },
      {
        text: 'B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein, S. Ganguli: Exponential expressivity in deep neural networks through transient chaos. NeurIPS 2016.',
        address: 'https://arxiv.org/abs/1606.05340',
      },
      {
        text: 'S. Schoenholz, J. Gilmer, S. Ganguli, J. Sohl-Dickstein: Deep information propagation. ICLR 2017.',
        address: 'https://arxiv.org/abs/1611.01232',
      },
      {
        text: 'G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein, S. Schoenholz: A mean field theory of batch normalization. ICLR 2019.',
        address: 'https://arxiv.org/abs/1902.08129',
      },
      {
        text: 'A. Saxe, J. McClelland, S. Ganguli: Exact solutions to the nonlinear dynamics of learning in deep linear neural networks. ICLR 2014.',
        address: 'https://arxiv.org/abs/1312.6120',
      },
    ],
  },
];
