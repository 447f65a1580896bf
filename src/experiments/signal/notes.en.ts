import type { NoteBlock } from '../notes';

/** What the page teaches, in English. */
export const NOTES_EN: readonly NoteBlock[] = [
  { kind: 'heading', text: 'What you are looking at' },
  {
    kind: 'paragraph',
    text: 'A network of $L$ layers with random weights. Rows of noise go in at the left and are measured at every layer; then a random gradient goes in at the right and is measured on its way back. Nothing is trained yet. If the signal dies on the way, the last layers see nothing; if the gradient dies, the first layers are told nothing; if either explodes, numbers stop meaning anything. That is decided before the first step of training, by the weights and the activation alone.',
  },
  {
    kind: 'paragraph',
    text: 'Marks are measured on this very network by kernels on your device. Lines are theory for infinitely wide networks. The strip below shows one over the other: how far a real network strays.',
  },
  { kind: 'heading', text: 'One layer forward' },
  {
    kind: 'paragraph',
    text: 'Let $y = xW$ with $W$ of shape [fan_in, fan_out] and independent entries of mean 0 and variance $v$. Each $y_j$ is a sum of fan_in products, so',
  },
  { kind: 'formula', tex: '\\operatorname{Var}(y) = \\text{fan\\_in}\\; v \\;\\mathbb{E}[x^2]' },
  {
    kind: 'paragraph',
    text: 'Many texts write $\\operatorname{Var}(x)$ here. That is right only while $x$ has mean 0. After a ReLU it has not: $\\mathbb{E}[x^2] = \\tfrac12 \\operatorname{Var}(y)$ but $\\operatorname{Var}(x) = \\tfrac12(1 - \\tfrac1\\pi)\\operatorname{Var}(y) = 0.341 \\operatorname{Var}(y)$. The factor 2 of He’s initialiser comes from the first, so it is the blue marks that it keeps, not the green ones.',
  },
  { kind: 'heading', text: 'One layer back' },
  {
    kind: 'formula',
    tex: "\\operatorname{Var}(g_{\\text{in}}) = \\text{fan\\_out}\\; v \\;\\mathbb{E}[\\varphi'(y)^2]\\;\\operatorname{Var}(g_{\\text{out}})",
  },
  {
    kind: 'paragraph',
    text: "Forward it is $\\varphi$ that counts, backward it is $\\varphi'$. Keeping one does not keep the other. *The page opens with the standard example*: tanh with the usual gain 5/3. The forward variance is as flat as one could wish, and the gradient grows more than a hundredfold over thirty layers. Explorables that draw one curve and call both directions “preserved” draw the formula, not the network.",
  },
  {
    kind: 'list',
    items: [
      '*Xavier* (Glorot & Bengio 2010): $v = 2/(\\text{fan\\_in} + \\text{fan\\_out})$, a compromise for activations with slope 1 at the origin.',
      '*He* (2015): $v = 2/\\text{fan\\_in}$, for ReLU, which passes half of the second moment. The bounds of the uniform form are $\\pm\\sqrt{3v}$.',
      '*LeCun*: $v = 1/\\text{fan\\_in}$, which SELU was made for.',
      '*PyTorch’s Linear* by default: uniform with $v = 1/(3\\,\\text{fan\\_in})$. With ReLU that loses a factor 6 in every layer.',
      '$N(0, 0.01)$ is ambiguous: some sources mean the variance, some the deviation. Here $s$ is the deviation.',
    ],
  },
  { kind: 'heading', text: 'Angles: how depth forgets' },
  {
    kind: 'paragraph',
    text: 'Sizes are half of the story. Two inputs with cosine $c$ come out of a layer with another cosine, and this *correlation map* is applied $L$ times. If its fixed point at 1 attracts, all inputs end up pointing the same way: representations collapse by depth alone, without any loss function. If it repels, neighbours are torn apart: chaos. The slope at 1 is',
  },
  {
    kind: 'formula',
    tex: "\\chi = \\sigma_w^2\\;\\mathbb{E}_{z \\sim N(0, q^*)}[\\varphi'(z)^2], \\qquad \\sigma_w^2 = \\text{fan\\_in}\\; v",
  },
  {
    kind: 'paragraph',
    text: 'and the same $\\chi$ is the factor of the gradient per layer. So order ($\\chi < 1$: angles collapse, gradients vanish) and chaos ($\\chi > 1$: angles open, gradients explode) are two sides of one thing, and trainable deep networks live near the line $\\chi = 1$, the *edge of chaos* (Poole 2016, Schoenholz 2017). The tab *Phase diagram* measures this on a grid of networks and lays the theoretical line over it. Choose *one layer on the sphere* and walk the layers with the control *layer* to see the directions close up.',
  },
  {
    kind: 'aside',
    text: '*Look for:* along the line gradients neither grow nor shrink, and just there information about the input survives longest. For tanh the line starts at gain 1 without bias; for ReLU it is the vertical line $\\sigma_w = \\sqrt 2$, which is He’s rule.',
  },
  { kind: 'heading', text: 'Near the origin' },
  {
    kind: 'paragraph',
    text: 'While signals are small, an activation is its tangent $\\alpha x + \\beta$. It passes $\\alpha^2$ of the variance forward, and $\\alpha^2$ of the gradient’s backward. tanh has $\\alpha = 1, \\beta = 0$. The sigmoid has $\\alpha = 1/4$ and $\\beta = 1/2$: one sixteenth of the gradient in every layer, and a constant half added to everything, which turns all rows the same way. The course’s repair, $4\\,\\text{sigmoid}(x) - 2$, has the tangent $x$ again (it is $2\\tanh(x/2)$). At a kink there is no tangent: for ReLU the mean of both slopes, $\\alpha = 1/2$, predicts a quarter, and a half is measured. The tab *Origin* shows where the prediction holds.',
  },
  { kind: 'heading', text: 'Normalising, adding, dropping' },
  {
    kind: 'list',
    items: [
      '*Layer or batch norm before the activation* makes the forward variance the same in every layer, whatever the gain. It does not settle the gradient: batch norm with ReLU multiplies its variance by $\\pi/(\\pi-1) = 1.47$ a layer (Yang 2019), at depth 50 by some hundred millions.',
      '*A residual connection* adds variance instead of multiplying it, so growth is no longer exponential where the branch is small; each layer adds its own share.',
      '*Dropout* with keep probability $p$ raises the second moment by $1/p$ in every layer: a gain nobody wrote into the initialiser.',
      '*Tapering widths*: where fan_in and fan_out differ, no single $v$ keeps both directions.',
    ],
  },
  { kind: 'heading', text: 'An open question of the notes' },
  {
    kind: 'paragraph',
    text: 'The backward rule multiplies expectations: $\\mathbb{E}[(g_j W_{ij})^2] = \\mathbb{E}[g_j^2]\\,\\mathbb{E}[W_{ij}^2]$, as if the gradient knew nothing of the weights it passes. At initialisation it comes from layers above, which never saw $W$. In training it does: the weights were made by such gradients. The tab *Independence* measures both sides on networks from several seeds.',
  },
  {
    kind: 'paragraph',
    text: 'Only $j$ is shared by $g_j$ and $W_{ij}$, so the ratio of both sides is 1 plus a covariance over columns. What we found, on ReLU with He and tanh with Xavier (five layers of 64, 16 networks each, two spirals): *at initialisation the ratio is 1* within 1 to 2 %; exactly 1 in expectation for ReLU, and below it by about $0.5/n$ for tanh, because units with longer weights saturate sooner. A single network scatters by about $2/n$, so one ratio of 0.97 says nothing. *After 100 steps* tanh’s middle layers stand at 1.02 to 1.04; ReLU’s do not move measurably. *After 500 steps* the upper hidden layers stand at 1.02 to 1.14, since columns that receive gradient grow; the first layer of a tanh network trained by Adam at 0.97. So the rule is off by a few percent in a trained network of this size. It is not what makes gradients vanish or explode.',
  },
  { kind: 'heading', text: 'Single networks are not the average' },
  {
    kind: 'paragraph',
    text: 'Every layer multiplies the variance by a random factor that is 1 on average; its logarithm is below 0 on average. So a narrow deep network ends up lower than theory says, and each seed elsewhere: ReLU with He at width 64 and depth 100 is 1.85 decades low in the mean, with a scatter of 1.2 decades. Theory’s line is kept only by the mean over many networks, or by great width. Change the seed and watch.',
  },
  { kind: 'heading', text: 'Does it learn?' },
  {
    kind: 'paragraph',
    text: '*Run* trains the network, with a linear readout on top, on a small task. It is the proof of the pudding: a network whose gradient vanishes stays at $\\log 2$, guessing. One whose gradient explodes jumps about or leaves 32-bit floats altogether. Prefer SGD for seeing this; Adam divides every gradient by its own size and so hides how small it had become.',
  },
  {
    kind: 'trials',
    trials: [
      {
        title: 'Kept forward, exploding backward',
        text: 'tanh with gain 5/3, and B with gain 1. A’s forward marks are flat and its gradient explodes; B’s both fade, slowly, like $1/L$. No gain does both.',
        controls: { gain: 1.667, compare: true, gainB: 1 },
      },
      {
        title: 'He’s rule',
        text: 'ReLU with He: the second moment is kept both ways, on average. The variance lies below it by $0.68$, for activations have a mean. Half of all activations are exactly 0. Now watch the cosine: the inputs turn towards each other all the same.',
        controls: { activation: 'relu', initializer: 'he_normal', gain: 1, width: 256, depth: 50 },
        tab: 'angles',
      },
      {
        title: 'PyTorch’s default, deep',
        text: 'A default Linear stack with ReLU: a factor 6 lost in each layer. After fifteen layers a trillionth is left, and *Run* learns nothing. B has He’s weights and needs some 400 steps.',
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
        title: 'Sigmoid, and the sigmoid repaired',
        text: 'A is the sigmoid: gradients lose a factor of 16 and more a layer, and all inputs become one direction after two layers. B is $4\\,\\text{sigmoid}(x) - 2$.',
        controls: { activation: 'sigmoid', gain: 1, compare: true, activationB: 'scaled_sigmoid', gainB: 1 },
        tab: 'angles',
      },
      {
        title: 'Batch norm before ReLU, fifty layers',
        text: 'The forward marks could not be flatter. The gradient grows by 1.47 in every layer on its way back.',
        controls: {
          activation: 'relu',
          initializer: 'he_normal',
          gain: 1,
          normalization: 'batch',
          depth: 50,
        },
      },
      {
        title: 'Beyond 32 bits',
        text: 'Gain 4 with ReLU and 200 layers. The flag says from where the numbers can no longer be held; nothing is drawn that was not measured.',
        controls: { activation: 'relu', gain: 4, depth: 200, width: 64, batch: 64 },
      },
      {
        title: 'The edge of chaos',
        text: 'Press Compute. Left of the line gradients vanish and angles close, right of it gradients explode and angles open. Click a cell on either side and look at its layers.',
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
