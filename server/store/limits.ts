/** Documents of one workspace that are compared: in more than these, pairs say little. */
export const MOST_FILES = 60;
