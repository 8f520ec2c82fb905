package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One YAML file on its way to becoming a record: its tree, the numbers set from outside, and the facts read so far. */
final class Document {
    private final String file;
    private final Node.Mapping top;
    private final SortedMap<String, Double> overrides;
    private final List<Fact> numbers = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private double clockHz;

    private Document(String file, Node.Mapping top, SortedMap<String, Double> overrides, double clockHz) {
        this.file = file;
        this.top = top;
        this.overrides = overrides;
        this.clockHz = clockHz;
    }

    /** The file, its durations to be read at this clock (0 when the file itself says what the clock is). */
    static Document of(String file, String text, double clockHz) {
        return new Document(file, YamlReader.read(file, text), new TreeMap<>(), clockHz);
    }

    /** A file that was read before, with all that was set from outside. */
    static Document of(String file, Node.Mapping top, SortedMap<String, Double> overrides, double clockHz) {
        return new Document(file, top, new TreeMap<>(overrides), clockHz);
    }

    /** The same file with one number replaced; the value is in the unit the file uses. */
    Document with(String key, double value) {
        SortedMap<String, Double> more = new TreeMap<>(overrides);
        more.put(key, value);
        return new Document(file, top, more, clockHz);
    }

    /** The same file, read at another clock. */
    Document atClock(double hz) {
        return new Document(file, top, overrides, hz);
    }

    /** Starts a reading from the top: facts of an earlier reading are forgotten. */
    Section open() {
        numbers.clear();
        words.clear();
        return new Section(this, "", top, null);
    }

    String file() {
        return file;
    }

    Node.Mapping top() {
        return top;
    }

    SortedMap<String, Double> overrides() {
        return overrides;
    }

    double clockHz() {
        return clockHz;
    }

    void clockHz(double hz) {
        clockHz = hz;
    }

    double valueOf(String key, double written) {
        return overrides.getOrDefault(key, written);
    }

    void add(Fact fact) {
        numbers.add(fact);
    }

    void add(String word) {
        words.add(word);
    }

    /** What was read; fails if a number was set from outside that the file does not have. */
    Facts facts() {
        Facts facts = new Facts(this, numbers, words);
        overrides.keySet().forEach(facts::get);
        return facts;
    }

    BadInput bad(int line, String key, String sentence) {
        return new BadInput(file + ":" + line + ": key '" + YamlReader.shown(key) + "': " + sentence);
    }
}
