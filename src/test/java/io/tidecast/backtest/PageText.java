package io.tidecast.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text of a report's page, and what it is made of. */
public record PageText(String text) {
    private static final Pattern SCRIPT = Pattern.compile("(?s)<script( type=\"module\")?>(.*?)</script>");
    private static final Pattern STYLE = Pattern.compile("(?s)<style>(.*?)</style>");
    private static final Pattern CHARTS =
            Pattern.compile("(?s)<script type=\"application/json\" id=\"charts\">(.*?)</script>");
    private static final Pattern POLICY =
            Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"(.*?)\">");

    /** The page without scripts, style and data, in which no script is hidden. */
    public String markup() {
        String all = CHARTS.matcher(SCRIPT.matcher(text).replaceAll("")).replaceAll("");
        return STYLE.matcher(all).replaceAll("");
    }

    public List<String> scripts() {
        return SCRIPT.matcher(text).results().map(match -> match.group(2)).toList();
    }

    /** The charts, as the script is given them. */
    public JsonNode charts() throws Exception {
        return new ObjectMapper().readTree(one(CHARTS).group(1));
    }

    public String policy() {
        return one(POLICY).group(1);
    }

    /** The policy that allows what is there and nothing else. */
    public String policyOfContent() throws Exception {
        List<String> digests = new ArrayList<>();
        for (String script : scripts()) {
            digests.add(digest(script));
        }
        return "default-src 'none'; script-src " + String.join(" ", digests) + "; style-src "
                + digest(one(STYLE).group(1)) + "; img-src data:; base-uri 'none'; form-action 'none'";
    }

    private MatchResult one(Pattern pattern) {
        return pattern.matcher(text).results().findFirst().orElseThrow();
    }

    private static String digest(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }
}
