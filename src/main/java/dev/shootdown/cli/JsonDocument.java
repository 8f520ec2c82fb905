package dev.shootdown.cli;

import java.io.PrintWriter;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON: record components in the order they are declared, in snake_case, so that the same result is the same text. */
final class JsonDocument {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private JsonDocument() {}

    /** Prints the document and a line end. */
    static void print(Object document, PrintWriter out) {
        out.println(MAPPER.writeValueAsString(document));
        out.flush();
    }
}
