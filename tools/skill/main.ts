// `npm run skill`: writes the skill as users get it to artifacts/skill, and with --branch NAME commits it to that branch of this clone.
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { commitTree } from './branch.ts';
import { root, writeSkill } from './tree.ts';

const { values } = parseArgs({ options: { branch: { type: 'string' }, to: { type: 'string' } } });
const folder = path.resolve(values.to ?? path.join(root, 'artifacts', 'skill', 'pikastream-video-meeting'));

writeSkill(folder);
process.stdout.write(`${folder}\n`);
if (values.branch) process.stdout.write(`${values.branch} ${commitTree(folder, values.branch)}\n`);
