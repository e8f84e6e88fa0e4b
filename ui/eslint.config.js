import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** Forbids imports that match any of the patterns, with the reason. */
const forbid = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    { patterns: patterns.map(([regex, message]) => ({ regex, message })) },
  ],
});

const tauri = ['^@tauri-apps/', 'Only src/ipc/tauri.ts talks to the host.'];
const layer = (name, message) => [`^\\.{1,2}/(.*/)?${name}(/|$)`, message];

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/ipc/bindings.ts', 'public'] },
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.test.ts', 'src/**/*.test.svelte.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,svelte}'],
    rules: {
      // Built afresh in a derived and never kept: a plain Map is right.
      'svelte/prefer-svelte-reactivity': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      // `type` aliases read like the generated bindings; both forms are welcome.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // SafeHtml is the one door for HTML, and what it is given was sanitised by the core.
      'svelte/no-at-html-tags': 'error',
      // Links are hashes of this page, resolved by src/state/router.svelte.ts.
      'svelte/no-navigation-without-resolve': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteElement > SvelteStartTag > SvelteAttribute[key.name="style"]',
          message:
            'The content policy drops style attributes: use a class or a `style:name={value}` directive.',
        },
        {
          selector:
            'CallExpression[callee.property.name=/^(getHours|getMinutes|getSeconds|getDate|getDay|getMonth|getFullYear|getTimezoneOffset|toLocaleTimeString|toLocaleDateString)$/]',
          message: 'Local time comes from the core: use src/lib/time.ts.',
        },
      ],
      ...forbid(tauri),
    },
  },
  { files: ['src/ipc/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['src/lib/**/*.ts'],
    rules: forbid(
      tauri,
      layer(
        '(ipc|state|components|shell|screens)',
        'src/lib is pure: it imports nothing above it.',
      ),
    ),
  },
  {
    files: ['src/ipc/**/*.ts'],
    ignores: ['src/ipc/tauri.ts'],
    rules: forbid(
      tauri,
      layer('(state|components|shell|screens)', 'src/ipc knows nothing of the screen.'),
    ),
  },
  {
    files: ['src/state/**/*.ts'],
    rules: forbid(tauri, layer('(components|shell|screens)', 'src/state holds no markup.')),
  },
  {
    files: ['src/components/**/*.{ts,svelte}'],
    rules: forbid(
      tauri,
      layer('(ipc|state|shell|screens)', 'A component takes props and nothing else.'),
    ),
  },
  {
    files: ['src/shell/**/*.{ts,svelte}', 'src/screens/**/*.{ts,svelte}'],
    rules: forbid(tauri),
  },
);
