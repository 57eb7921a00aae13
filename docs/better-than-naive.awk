# Of the demo's screens: exit code 0 once one shows an error of the combination below that of both naive forecasts.
{ gsub(/\r|\033\[[0-9;]*[A-Za-z]/, "") }
$1 == "combination" { combination = $2 + 0 }
$1 == "seasonal" && $2 == "naive" && combination > 0 && combination < 1 && combination < $3 + 0 { found = 1; exit }
END { exit !found }
