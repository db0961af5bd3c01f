/** Who may import whom, as dependency-cruiser rules; printed from the tables in the code. */
import {importRules} from './tests/architecture/import-rules.ts';

export default {
  forbidden: importRules,
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {exportsFields: ['exports'], conditionNames: ['import', 'node']},
  },
};
