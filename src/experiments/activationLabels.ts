/** The activations by the names that pages give them, in the order of their numbers. */
import { ACTIVATIONS, type ActivationName } from '../reference/activations';
import type { Localized } from './experiment';

export const ACTIVATION_LABELS: Readonly<Record<ActivationName, Localized>> = {
  linear: { en: 'linear', zh: '线性' },
  relu: { en: 'ReLU', zh: 'ReLU' },
  leaky_relu: { en: 'leaky ReLU', zh: 'leaky ReLU' },
  tanh: { en: 'tanh', zh: 'tanh' },
  sigmoid: { en: 'sigmoid', zh: 'sigmoid' },
  scaled_sigmoid: { en: '4 sigmoid(x) − 2', zh: '4 sigmoid(x) − 2' },
  gelu: { en: 'GELU', zh: 'GELU' },
  gelu_tanh: { en: 'GELU, tanh form', zh: 'GELU（tanh 近似）' },
  silu: { en: 'SiLU', zh: 'SiLU' },
  selu: { en: 'SELU', zh: 'SELU' },
  softplus: { en: 'softplus', zh: 'softplus' },
};

/** As the options of a choice control. */
export const ACTIVATION_OPTIONS = Object.fromEntries(
  ACTIVATIONS.map((name) => [name, ACTIVATION_LABELS[name]]),
) as Readonly<Record<ActivationName, Localized>>;
