package dev.shootdown.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts pages together from the resources in {@code report}: each slot is a comment such as {@code /*DATA*}{@code /}. */
public final class PageText {
    private static final Pattern SLOT = Pattern.compile("/\\*([A-Z]+)\\*/");

    private PageText() {}

    /** The resource with its slots filled; what is put in is not looked through again. */
    public static String fill(String page, Map<String, String> slots) {
        return SLOT.matcher(resource(page))
                .replaceAll(slot -> Matcher.quoteReplacement(slots.getOrDefault(slot.group(1), slot.group())));
    }

    /** JSON for a script element: {@code </script>} in a name must not end the data. */
    public static String json(String json) {
        return json.replace("<", "\\u003c");
    }

    /** Text for the content of an element. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A resource's text. */
    public static String resource(String name) {
        try (InputStream in = PageText.class.getResourceAsStream("/report/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource cannot be read: " + name, e);
        }
    }
}
