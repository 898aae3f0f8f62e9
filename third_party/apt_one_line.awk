# Reads apt's one-line sources; prints URI, suites, components, options, separated by tabs.
{ sub(/#.*/, "") }

$1 == "deb" || $1 == "deb-src" {
  options = ""
  if (match($0, /\[[^]]*\]/)) {
    n = split(substr($0, RSTART + 1, RLENGTH - 2), option, " ")
    for (i = 1; i <= n; i++)
      if (option[i] ~ /^(signed-by=\/|trusted=yes$)/) options = options " " option[i]
    $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
  }
  components = ""
  for (i = 4; i <= NF; i++) components = components " " $i
  print $2 "\t" $3 "\t" substr(components, 2) "\t" substr(options, 2)
}
