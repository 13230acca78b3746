// Biome checks this repository. A project that it is copied into has its own rules: its ESLint, from 10 on, shall find nothing here.
export default [{ ignores: ['**'] }];
