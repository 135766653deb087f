const WIDTH = 240

/** Output of a program, as it is but for the ends of long lines. */
export function shown(tell, text, lines = Infinity) {
  for (const line of text.trimEnd().split('\n').slice(0, lines)) tell.aside(`  ${line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line}`)
}
