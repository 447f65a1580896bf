/** What to tell a visitor whose browser gave no WebGPU device: what is going on, and what to do about it. */
import type { Localized } from '../experiments/experiment';
import type { UnavailableReason } from '../runtime/errors';

export interface Explanation {
  readonly title: Localized;
  readonly cause: Localized;
  /** Steps in the order to try them. */
  readonly steps: readonly Localized[];
}

const FLAG = 'chrome://flags/#enable-unsafe-webgpu';

export const EXPLANATIONS: Readonly<Record<UnavailableReason, Explanation>> = {
  'no-navigator-gpu': {
    title: { en: 'This browser has no WebGPU', zh: '这个浏览器没有 WebGPU' },
    cause: {
      en: 'The page asked for navigator.gpu and there is none.',
      zh: '页面没有找到 navigator.gpu。',
    },
    steps: [
      {
        en: 'Update the browser: Chrome or Edge 113, Safari 26, Firefox 141 (Windows) or newer have it.',
        zh: '更新浏览器：Chrome 或 Edge 113、Safari 26、Firefox 141（Windows）及更新的版本带有 WebGPU。',
      },
      {
        en: 'In Firefox on other systems, set dom.webgpu.enabled to true in about:config.',
        zh: '其他系统上的 Firefox：在 about:config 中把 dom.webgpu.enabled 设为 true。',
      },
    ],
  },
  'insecure-context': {
    title: { en: 'WebGPU needs a secure address', zh: 'WebGPU 需要安全的地址' },
    cause: {
      en: 'Browsers offer WebGPU only over https or on localhost, and this page came another way.',
      zh: '浏览器只在 https 或 localhost 下提供 WebGPU，而本页不是这样打开的。',
    },
    steps: [
      {
        en: 'On the machine that serves the lab, open http://localhost with the same port.',
        zh: '在提供本页的机器上，用同一端口打开 http://localhost。',
      },
      {
        en: 'From another machine, serve the lab over https, or forward the port: ssh -L 5173:localhost:5173 HOST.',
        zh: '从别的机器访问时，改用 https，或转发端口：ssh -L 5173:localhost:5173 HOST。',
      },
    ],
  },
  'no-adapter': {
    title: { en: 'The browser offers no WebGPU adapter', zh: '浏览器没有给出 WebGPU 适配器' },
    cause: {
      en: 'WebGPU is there, but no graphics adapter passed the browser’s list. On Linux this is the normal case.',
      zh: 'WebGPU 存在，但没有显卡通过浏览器的名单。在 Linux 上这是常态。',
    },
    steps: [
      {
        en: `In Chrome or Edge open ${FLAG}, choose Enabled, and restart the browser.`,
        zh: `在 Chrome 或 Edge 中打开 ${FLAG}，选择 Enabled，然后重启浏览器。`,
      },
      {
        en: 'On Linux, also start it with --enable-features=Vulkan, and check that vulkaninfo lists your GPU.',
        zh: '在 Linux 上，还要加启动参数 --enable-features=Vulkan，并确认 vulkaninfo 能列出你的显卡。',
      },
      {
        en: 'Check that “Use graphics acceleration” is on in the browser’s system settings; chrome://gpu says why not.',
        zh: '在浏览器的“系统”设置里打开“使用图形加速”；chrome://gpu 会说明原因。',
      },
      {
        en: 'Without any GPU, --use-webgpu-adapter=swiftshader gives a software adapter.',
        zh: '如果没有显卡，可加 --use-webgpu-adapter=swiftshader 使用软件适配器。',
      },
    ],
  },
  'device-request-failed': {
    title: { en: 'The graphics adapter refused a device', zh: '显卡适配器拒绝了设备请求' },
    cause: {
      en: 'An adapter was found, but it could not be opened: too little memory, or a driver in a bad state.',
      zh: '找到了适配器，但打不开：可能是显存不足，或驱动处于异常状态。',
    },
    steps: [
      {
        en: 'Close other pages that use the GPU and reload.',
        zh: '关闭其他占用显卡的页面，然后刷新。',
      },
      {
        en: 'Restart the browser; if that does not help, update the graphics driver.',
        zh: '重启浏览器；如果无效，更新显卡驱动。',
      },
    ],
  },
  'device-lost': {
    title: { en: 'The graphics device was lost', zh: '显卡设备丢失' },
    cause: {
      en: 'The driver reset, the machine slept, or one step took longer than the system allows.',
      zh: '驱动被重置、机器休眠过，或某一步超过了系统允许的时间。',
    },
    steps: [
      {
        en: 'The lab asks for a new device and goes on from the last step. If it cannot, reload the page.',
        zh: '实验室会重新请求设备，并从最后一步继续；如果不成功，请刷新页面。',
      },
      {
        en: 'If it happens again, lower n or d: a shorter step keeps the driver’s watchdog quiet.',
        zh: '如果再次发生，减小 n 或 d：每一步短一些，就不会触发驱动的看门狗。',
      },
    ],
  },
};

/** What the page does meanwhile. */
export function referenceNote(limits: Localized): Localized {
  return {
    en: `Meanwhile the page runs the same experiment on the CPU reference (Float64, in a worker)${limits.en && ` at ${limits.en}`}.`,
    zh: `在此期间，页面用 CPU 参考实现（Float64，后台线程）运行同一个实验${limits.zh && `，${limits.zh}`}。`,
  };
}
