# Reads apt's deb822 sources; prints URI, suites, components, options, separated by tabs.
# A key given as text or fingerprint is left out: apt's own trusted keys then take its place.
function words(text) {
  gsub(/[ \t]+/, " ", text)
  sub(/^ /, "", text)
  sub(/ $/, "", text)
  return text
}

function flush_stanza(   uri, n, i, options, keys) {
  if (("uris" in field) && tolower(words(field["enabled"])) != "no") {
    keys = words(field["signed-by"])
    options = ""
    if (keys ~ /^\//) {
      gsub(/ /, ",", keys)
      options = options " signed-by=" keys
    }
    if (tolower(words(field["trusted"])) == "yes") options = options " trusted=yes"
    n = split(words(field["uris"]), uri, " ")
    for (i = 1; i <= n; i++)
      print uri[i] "\t" words(field["suites"]) "\t" words(field["components"]) "\t" substr(options, 2)
  }
  split("", field)
}

FNR == 1 { flush_stanza() }
/^#/ { next }
/^[ \t]*$/ { flush_stanza(); next }
/^[ \t]/ { field[key] = field[key] " " $0; next }
{
  key = tolower(substr($0, 1, index($0, ":") - 1))
  field[key] = substr($0, index($0, ":") + 1)
}
END { flush_stanza() }
