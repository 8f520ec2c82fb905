package dev.shootdown.trace;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One fact about a place of the machine.
 *
 * @param text in a word or two: {@code in handler}, {@code v1.g1=f1*}
 * @param meaning the same for who does not know the word; may be empty
 * @param mark whether what is cached here is as the page table says
 */
public record Word(String text, String meaning, Mark mark) {
    /** What is to be said of a cached translation or table, or of what breaks an invariant; most words have nothing. */
    public enum Mark {
        PLAIN,
        /** Cached, and the page table says the same. */
        CURRENT,
        /** Cached and older than the page table; a shootdown in flight announces the change. */
        ANNOUNCED,
        /** Cached and older than the page table, but nobody can use it. */
        UNUSABLE,
        /** An invariant breaks here. */
        BROKEN
    }

    static Word of(String text, String meaning) {
        return new Word(text, meaning, Mark.PLAIN);
    }

    /** The words on one line, as a timeline shows them. */
    static String line(List<Word> words) {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }
}
