const EMPTY =
  /\bno (?:matching )?(?:files?|data ?sets?|members?|entries|objects|items|documents|jobs?|spool files?)(?: or director(?:y|ies))?(?:\.?$| (?:found|match|available|exist|present|here|in\b|to (?:list|display)))|\b(?:directory|folder|library|catalogu?e?|dir|list(?:ing)?) (?:is |was )?empty\b|\bempty (?:directory|folder|library|list(?:ing)?)\b|\bnothing to list\b|\b0 (?:files|matches)\b|\bkeine dateien\b|\baucun fichier\b|\bning.{1,2}n (?:archivo|fichero)|\bnessun file\b|\bnenhum arquivo\b/i;

/** A 450 or 550 to a listing that says that there is nothing to list, which is no failure. */
export function saysEmptyDirectory(code: number, text: string): boolean {
  return (code === 450 || code === 550) && EMPTY.test(text.trimEnd());
}
