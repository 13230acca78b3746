/** The scripted guest is the demo's as well, and lives there. */
export * from '../../tools/demo/guest.ts';
