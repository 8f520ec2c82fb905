package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What segments came to adds up to the same bytes, whoever adds it up. */
class CampaignResultTest {
    private static final Scope SCOPE =
            Scope.small(2, 2, 1, 1, 1, 0, EnumSet.noneOf(dev.shootdown.machine.Feature.class));
    private static final Invariant STALE = Invariant.NO_STALE_TRANSLATION;

    /** A failure of that many steps whose kinds are those of the bits that are set. */
    private static Findings.Small small(Invariant invariant, int kinds, int length, long number) {
        List<Long> steps = new ArrayList<>();
        for (int bit = 0; bit < 16; bit++) {
            if ((kinds >> bit & 1) != 0) {
                steps.add(Step.of(bit + 1, 0));
            }
        }
        while (steps.size() < length) {
            steps.add(steps.get(0));
        }
        long[] packed = steps.stream().mapToLong(Long::longValue).toArray();
        return new Findings.Small(number, invariant, SCOPE, packed, 1);
    }

    private static CampaignResult of(Findings.Small... failures) {
        CampaignResult result = new CampaignResult();
        result.add(List.of(failures));
        return result;
    }

    /** What a segment might come to: a few of each thing out of few, so that segments have much in common. */
    private static CampaignResult segment(long number, Random random) {
        CampaignResult result = new CampaignResult();
        Tally tally = result.tally;
        tally.schedules = random.nextInt(100);
        tally.steps = random.nextInt(1_000);
        for (int k = random.nextInt(20); k > 0; k--) {
            tally.taken[random.nextInt(256)] += 1 + random.nextInt(9);
            tally.states.add(Fingerprint.mix(random.nextInt(50)));
            tally.sightings.add(Fingerprint.mix(random.nextInt(50)));
            tally.conflicts.add(random.nextInt(1 << 16));
            tally.depths[random.nextInt(tally.depths.length)][random.nextInt(5)]++;
            Invariant[] all = Invariant.values();
            tally.failing.merge(all[random.nextInt(all.length)], 1L, Long::sum);
        }
        List<Findings.Small> failures = new ArrayList<>();
        for (int k = 0; k < 12; k++) {
            int kinds = 1 + random.nextInt((1 << 7) - 1);
            int length = Integer.bitCount(kinds) + random.nextInt(4);
            failures.add(small(random.nextInt(8) == 0 ? Invariant.TYPE_OK : STALE, kinds, length, 100 * number + k));
        }
        result.add(failures);
        return result;
    }

    @Provide
    Arbitrary<List<Integer>> orders() {
        return Arbitraries.shuffle(
                java.util.stream.IntStream.range(0, 24).boxed().toList());
    }

    /** Segments in any order, added up in any groups, those in bytes and back or not. */
    @Property(tries = 200)
    void anySplitInAnyOrderGivesTheSameBytes(
            @ForAll long seed,
            @ForAll("orders") List<Integer> order,
            @ForAll @Size(24) List<@IntRange(max = 4) Integer> groups) {
        CampaignResult inOrder = new CampaignResult();
        for (int k = 0; k < 24; k++) {
            inOrder.merge(segment(k, new Random(seed + k)));
        }
        List<CampaignResult> parts = new ArrayList<>();
        for (int k = 0; k < 5; k++) {
            parts.add(new CampaignResult());
        }
        for (int k : order) {
            parts.get(groups.get(k)).merge(segment(k, new Random(seed + k)));
        }
        Collections.rotate(parts, groups.get(0));
        CampaignResult together = CampaignResult.parse(parts.get(0).bytes());
        CampaignResult rest = new CampaignResult();
        for (int k = 1; k < 5; k++) {
            rest.merge(parts.get(k));
        }
        together.merge(rest);
        assertArrayEquals(inOrder.bytes(), together.bytes());
        long kept = together.failures().stream()
                .filter(one -> one.invariant() == STALE)
                .count();
        assertEquals(CampaignResult.MOST_FAILURES, kept, "there were more, or the limit is not tried");
    }

    /** Far more states than are kept. */
    @Test
    void samplesOfStatesAddUpToTheSameBytes() {
        CampaignResult one = new CampaignResult();
        CampaignResult[] parts = {new CampaignResult(), new CampaignResult(), new CampaignResult()};
        Dice dice = Dice.of(1, 1);
        for (int k = 0; k < 600_000; k++) {
            long hash = Fingerprint.mix(dice.below(400_000) + 1L);
            one.tally.sightings.add(hash);
            parts[k % 8 == 0 ? 0 : k % 8 == 1 ? 1 : 2].tally.sightings.add(hash);
        }
        assertTrue(one.tally.sightings.seen() > 2 * Sightings.MOST);
        parts[2].merge(parts[0]);
        parts[1].merge(parts[2]);
        assertArrayEquals(one.bytes(), parts[1].bytes());
        CampaignResult read = CampaignResult.parse(one.bytes());
        assertEquals(one.tally.sightings.seen(), read.tally.sightings.seen());
        assertEquals(one.tally.sightings.unseen(), read.tally.sightings.unseen());
        assertEquals(one.tally.sightings.saturation(), read.tally.sightings.saturation());
        assertTrue(one.bytes().length < 1_300_000, "a bound that the Javadoc states");
    }

    @Test
    void ofTheSameFailureTheShorterThenTheEarlierIsKept() {
        CampaignResult result = of(small(STALE, 7, 9, 5));
        result.merge(of(small(STALE, 7, 8, 900)));
        result.merge(of(small(STALE, 7, 8, 40)));
        result.merge(of(small(STALE, 7, 8, 41)));
        assertEquals(1, result.failures().size());
        Findings.Small kept = result.failures().iterator().next();
        assertEquals(8, kept.steps().length);
        assertEquals(40, kept.number());
        assertEquals(4, kept.times());
    }

    @Test
    void detoursAreLeftOutWhenItIsShown() {
        CampaignResult result = of(
                small(STALE, 0b0111, 4, 1), // a detour of the next two, and counts for the first that is shown
                small(STALE, 0b0011, 6, 2),
                small(STALE, 0b0110, 5, 3),
                small(STALE, 0b1001, 9, 4),
                small(Invariant.TYPE_OK, 0b1111, 7, 5));
        assertEquals(5, result.failures().size());
        List<Findings.Small> shown = result.different();
        assertEquals(
                List.of(5L, 3L, 2L, 4L),
                shown.stream().map(Findings.Small::number).toList());
        assertEquals(
                List.of(1L, 2L, 1L, 1L),
                shown.stream().map(Findings.Small::times).toList());
    }

    @Test
    void knowsWhatIsNoNews() {
        CampaignResult result = of(small(STALE, 0b011, 4, 1));
        assertTrue(result.has(small(STALE, 0b011, 4, 9)));
        assertTrue(result.has(small(STALE, 0b111, 5, 9)), "a detour");
        assertFalse(result.has(small(STALE, 0b011, 3, 9)), "shorter");
        assertFalse(result.has(small(STALE, 0b001, 5, 9)), "with less");
        assertFalse(result.has(small(Invariant.TYPE_OK, 0b011, 4, 9)));
    }

    @Test
    void refusesWhatItHasNotWritten() {
        byte[] bytes = segment(3, new Random(3)).bytes();
        assertArrayEquals(bytes, CampaignResult.parse(bytes).bytes());
        assertThrows(BadInput.class, () -> CampaignResult.parse(new byte[0]));
        assertThrows(BadInput.class, () -> CampaignResult.parse(Arrays.copyOf(bytes, bytes.length - 1)));
        assertThrows(BadInput.class, () -> CampaignResult.parse(Arrays.copyOf(bytes, bytes.length + 1)));
        Random random = new Random(1);
        for (int k = 0; k < 2_000; k++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                // a count may be any number; then it is kept as it is
                assertArrayEquals(damaged, CampaignResult.parse(damaged).bytes());
            } catch (BadInput e) {
                assertEquals("the result of a campaign is damaged, or of another version", e.getMessage());
            }
        }
    }
}
