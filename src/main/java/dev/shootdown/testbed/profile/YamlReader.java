package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns the text of a YAML file into {@link Node}s that know their lines. A strict subset is accepted: one document whose
 * top is a block of keys, text keys without repetition, no anchors, aliases or tags, and nesting no deeper than
 * {@value #MAX_DEPTH}. That is all a profile needs, and it leaves nothing for a hostile file to blow up.
 */
final class YamlReader {
    static final int MAX_DEPTH = 16;

    private final String file;
    private final Iterator<Event> events;
    private int line = 1;

    private YamlReader(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    static Node.Mapping read(String file, String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        YamlReader reader =
                new YamlReader(file, new Parse(settings).parseString(text).iterator());
        try {
            return reader.document();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new BadInput(file + ":" + line + ": this is not YAML: " + oneLine(e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new BadInput(file + ":" + reader.line + ": this is not YAML: " + oneLine(e.getMessage()), e);
        }
    }

    private Node.Mapping document() {
        Event event = next();
        while (event.getEventId() == Event.ID.StreamStart || event.getEventId() == Event.ID.DocumentStart) {
            event = next();
        }
        if (event.getEventId() == Event.ID.StreamEnd) {
            throw new BadInput(file + ":1: the file is empty (a block of 'key: value' lines is expected)");
        }
        Node top = node(event, 0);
        if (!(top instanceof Node.Mapping mapping)) {
            throw new BadInput(file + ":" + top.line() + ": this is " + top.kind()
                    + " (a block of 'key: value' lines is expected)");
        }
        next();
        if (next().getEventId() != Event.ID.StreamEnd) {
            throw new BadInput(file + ":" + line + ": a second document starts here (one document is expected)");
        }
        return mapping;
    }

    private Node node(Event event, int depth) {
        int start = line;
        if (event instanceof AliasEvent || ((NodeEvent) event).getAnchor().isPresent()) {
            throw new BadInput(
                    file + ":" + start + ": anchors and aliases are not supported (plain values are expected)");
        }
        if (depth > MAX_DEPTH) {
            throw new BadInput(file + ":" + start + ": nested deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof MappingStartEvent mapping) {
            rejectTag(mapping.getTag());
            return mapping(start, depth);
        }
        if (event instanceof SequenceStartEvent sequence) {
            rejectTag(sequence.getTag());
            return sequence(start, depth);
        }
        ScalarEvent scalar = (ScalarEvent) event;
        rejectTag(scalar.getTag());
        return new Node.Scalar(start, scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN);
    }

    private Node.Mapping mapping(int start, int depth) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            int keyLine = line;
            if (!(node(event, depth + 1) instanceof Node.Scalar key)) {
                throw new BadInput(file + ":" + keyLine + ": a key is not plain text (a name is expected)");
            }
            Node value = node(next(), depth + 1);
            if (entries.put(key.text(), new Node.Entry(keyLine, value)) != null) {
                throw new BadInput(
                        file + ":" + keyLine + ": key '" + shown(key.text()) + "': appears twice in this block");
            }
        }
        return new Node.Mapping(start, entries);
    }

    private Node.Sequence sequence(int start, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            items.add(node(event, depth + 1));
        }
        return new Node.Sequence(start, items);
    }

    private Event next() {
        Event event = events.next();
        line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
        return event;
    }

    private void rejectTag(Optional<String> tag) {
        if (tag.isPresent()) {
            throw new BadInput(file + ":" + line + ": tags are not supported (plain values are expected)");
        }
    }

    /** User text fit for a one-line message: control characters replaced, long text cut. */
    static String shown(String text) {
        String cut = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return cut.replaceAll("[\\p{Cntrl}\\p{Cs}\\u2028\\u2029]", "?");
    }

    private static String oneLine(String problem) {
        String text = problem == null ? "unreadable" : problem;
        return shown(text.lines().findFirst().orElse("unreadable"));
    }
}
