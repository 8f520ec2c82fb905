package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.util.List;

/** The numbers of one file in its order, and the words (choices, names) that matter to results. */
public final class Facts {
    private final Document document;
    private final List<Fact> numbers;
    private final List<String> words;

    Facts(Document document, List<Fact> numbers, List<String> words) {
        this.document = document;
        this.numbers = List.copyOf(numbers);
        this.words = List.copyOf(words);
    }

    /** The file they were read from, as named by the user; built-in ones end in {@code .yaml} too. */
    public String file() {
        return document.file();
    }

    List<String> words() {
        return words;
    }

    public List<Fact> numbers() {
        return numbers;
    }

    /** The number with this key. */
    public Fact get(String key) {
        for (Fact fact : numbers) {
            if (fact.key().equals(key)) {
                return fact;
            }
        }
        throw new BadInput(file() + ": there is no number '" + YamlReader.shown(key) + "' in this file.");
    }

    /** The complaint about a number of this file that only shows when everything is put together. */
    public BadInput bad(String key, String what) {
        String line = numbers.stream()
                .filter(fact -> fact.key().equals(key))
                .map(fact -> ":" + fact.line())
                .findFirst()
                .orElse("");
        return new BadInput(file() + line + ": key '" + key + "': " + what);
    }

    /**
     * Everything that can change a result, one line each, and nothing that cannot (sources, comments, file names): two
     * profiles with the same text behave the same.
     */
    public String canonical() {
        StringBuilder text = new StringBuilder();
        for (Fact fact : numbers) {
            text.append(fact.key()).append('=').append(fact.value());
            text.append(' ').append(fact.unit().key()).append('\n');
        }
        words.forEach(word -> text.append(word).append('\n'));
        return text.toString();
    }

    Document document() {
        return document;
    }

    @Override
    public String toString() {
        return file() + " (" + numbers.size() + " numbers)";
    }
}
