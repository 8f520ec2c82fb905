package dev.shootdown.trace;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A YAML file of keys with a plain value or a list of plain values each; everything knows its line. */
final class FlatYaml {
    private final String file;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private int line = 1;

    /** A plain value and its line, counted from one. */
    record Item(int line, String text) {}

    private record Value(int line, boolean isList, List<Item> items) {}

    private FlatYaml(String file) {
        this.file = file;
    }

    static FlatYaml read(String file, String text) {
        FlatYaml yaml = new FlatYaml(file);
        try {
            // as long as a file may be, whose reader has a limit of its own
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
            yaml.parse(new Parse(settings).parseString(text).iterator());
        } catch (MarkedYamlEngineException e) {
            throw yaml.bad(e.getProblemMark().map(Mark::getLine).orElse(0) + 1, "this is not YAML");
        } catch (YamlEngineException e) {
            throw yaml.bad(yaml.line, "this is not YAML");
        }
        return yaml;
    }

    private void parse(Iterator<Event> events) {
        Event event = next(events);
        while (event.getEventId() == Event.ID.StreamStart || event.getEventId() == Event.ID.DocumentStart) {
            event = next(events);
        }
        if (!(event instanceof MappingStartEvent)) {
            throw bad(line, "a recorded schedule is a block of 'key: value' lines");
        }
        for (event = next(events); event.getEventId() != Event.ID.MappingEnd; event = next(events)) {
            int at = line;
            String key = scalar(event);
            event = next(events);
            List<Item> items = new ArrayList<>();
            boolean isList = event instanceof SequenceStartEvent;
            if (isList) {
                for (event = next(events); event.getEventId() != Event.ID.SequenceEnd; event = next(events)) {
                    items.add(new Item(line, scalar(event)));
                }
            } else {
                items.add(new Item(line, scalar(event)));
            }
            lines.put(key, at);
            if (values.put(key, new Value(at, isList, items)) != null) {
                throw bad(at, "key '" + shown(key) + "' appears twice");
            }
        }
    }

    private Event next(Iterator<Event> events) {
        Event event = events.next();
        line = event.getStartMark().map(Mark::getLine).orElse(line - 1) + 1;
        return event;
    }

    private String scalar(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getValue();
        }
        throw bad(line, "a plain value is expected here");
    }

    /** Where a key is that was there. */
    int line(String key) {
        return lines.get(key);
    }

    /** The single value of a key, which is removed. */
    Item item(String key) {
        Value value = take(key);
        if (value.isList) {
            throw bad(value.line, "key '" + key + "' needs one value, not a list");
        }
        return value.items.get(0);
    }

    /** The list under a key, which is removed. */
    List<Item> list(String key) {
        Value value = take(key);
        if (!value.isList) {
            throw bad(value.line, "key '" + key + "' needs a list");
        }
        return value.items;
    }

    /** A whole number under a key, which is removed. */
    long number(String key, long least, long most) {
        return number(key, item(key), least, most);
    }

    long number(String key, Item item, long least, long most) {
        try {
            long value = Long.parseLong(item.text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(
                item.line,
                "key '" + key + "' is '" + shown(item.text) + "' (a whole number from " + least + " to " + most
                        + " is expected)");
    }

    private Value take(String key) {
        Value value = values.remove(key);
        if (value == null) {
            throw bad(1, "key '" + key + "' is missing");
        }
        return value;
    }

    /** Complains about a key that nobody took. */
    void done() {
        values.forEach((key, value) -> {
            throw bad(value.line, "key '" + shown(key) + "' is unknown");
        });
    }

    BadInput bad(int line, String sentence) {
        return new BadInput(file + ":" + line + ": " + sentence + ".");
    }

    /** Text of a user's file in a message: short and without control characters. */
    static String shown(String text) {
        String plain = text.replaceAll("[^\\p{Graph} ]", "?");
        return plain.length() <= 60 ? plain : plain.substring(0, 57) + "...";
    }
}
