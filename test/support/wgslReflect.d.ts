// The package's entry for Node crashes on import; its module build works and has no declarations of its own.
declare module 'wgsl_reflect/wgsl_reflect.module.js' {
  export * from 'wgsl_reflect';
}
