/** Whether the expectations that lie in files are written anew: the difference is to be read before it is committed. */
export const IS_UPDATE = process.env['UPDATE'] === '1';
