package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void setsNumbersFlushRightAndWordsFlushLeft() {
        Table table = new Table("scheme", "states", "s")
                .row("baseline", 34751, 9.287)
                .row("kvm_tlb", null, 12.5)
                .row("s", 7, 1234.0);
        assertEquals("""
                scheme    states         s
                baseline  34,751      9.29
                kvm_tlb        -     12.50
                s              7  1,234.00
                """, table.toString());
    }

    @Test
    void keepsAColumnOfNumbersAndWordsFlushLeft() {
        assertEquals("""
                a
                10
                none
                """, new Table("a").row(10).row("none").toString());
    }

    @Test
    void countsCharactersNotBytes() {
        assertEquals("""
                µs   x
                √µs  1
                """, new Table("µs", "x").row("√µs", 1).toString());
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThrows(IllegalArgumentException.class, () -> new Table("a", "b").row("only one"));
    }
}
