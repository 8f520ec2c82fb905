package dev.shootdown.testbed.profile;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** A piece of a YAML file and the line (counted from 1) on which it starts. */
sealed interface Node extends Serializable {
    int line();

    /** Keys in the order of the file, each with the line of the key itself. */
    record Mapping(int line, Map<String, Entry> entries) implements Node {}

    record Entry(int line, Node value) implements Serializable {}

    record Sequence(int line, List<Node> items) implements Node {}

    /** A single value as written; {@code quoted} ones are never numbers. */
    record Scalar(int line, String text, boolean quoted) implements Node {}

    /** How a message names this kind of thing. */
    default String kind() {
        if (this instanceof Mapping) {
            return "a block of keys";
        }
        return this instanceof Sequence ? "a list" : "a single value";
    }
}
