package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.trace.Recording;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Random schedules against the invariants, as many as asked for or as time allows. Schedule number k of a seed is always
 * the same: threads share nothing but what they add up. Each block of schedules runs on a machine of its own size and
 * features ({@link Settings}).
 */
public final class Fuzzer {
    /** Schedules that share a machine. */
    private static final int BLOCK = 64;

    /** The streams of dice: what a block's machine is, what a schedule does. */
    private static final long BLOCKS = 0x626C6F636BL;

    private static final long SCHEDULES = 0x7363686564L;

    private final Campaign campaign;
    private final Tally total = new Tally();
    private final AtomicLong nextBlock = new AtomicLong();
    private final AtomicReference<Throwable> defect = new AtomicReference<>();
    private final long deadline;
    private final long begin = System.nanoTime();

    /** Told now and then how far the campaign has come. */
    public interface Watcher {
        void at(long schedules, long steps, long distinctStates, List<String> neverTaken, double seconds);
    }

    /**
     * A failure, as small as it could be made.
     *
     * @param invariant what breaks
     * @param schedules how many of the failures that were looked at came down to this one
     * @param recording the schedule, ready to be written
     */
    public record Failure(Invariant invariant, int schedules, Recording recording) {}

    /**
     * What came out.
     *
     * @param schedules how many were run
     * @param steps how many steps they took
     * @param distinctStates how many states they saw, estimated to 1 %
     * @param seconds wall-clock time, shrinking included
     * @param failing how many schedules broke an invariant
     * @param failures the different ones
     * @param taken how often each kind of step was taken, by name
     */
    public record Report(
            long schedules,
            long steps,
            long distinctStates,
            double seconds,
            long failing,
            List<Failure> failures,
            Map<String, Long> taken) {}

    private Fuzzer(Campaign campaign) {
        this.campaign = campaign;
        deadline = campaign.nanos() > Long.MAX_VALUE / 4 ? Long.MAX_VALUE / 2 : campaign.nanos();
    }

    /**
     * Runs a campaign.
     *
     * @param tool the version to note in recordings
     */
    public static Report run(Campaign campaign, String tool, Watcher watcher) {
        return new Fuzzer(campaign).run(tool, watcher);
    }

    private Report run(String tool, Watcher watcher) {
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < campaign.threads(); k++) {
            Thread thread = new Thread(this::work, "fuzz " + k);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                while (thread.isAlive()) {
                    thread.join(250);
                    tell(watcher);
                }
            }
        } catch (InterruptedException e) {
            nextBlock.set(Long.MAX_VALUE / 2);
            Thread.currentThread().interrupt();
        }
        if (defect.get() != null) {
            throw new IllegalStateException(defect.get());
        }
        return report(tool);
    }

    private void tell(Watcher watcher) {
        synchronized (total) {
            watcher.at(
                    total.schedules,
                    total.steps,
                    total.states.estimate(),
                    total.neverTaken(campaign.scheme()),
                    seconds());
        }
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    private void work() {
        try {
            Worker worker = new Worker();
            for (long block = nextBlock.getAndIncrement();
                    block <= (campaign.runs() - 1) / BLOCK && System.nanoTime() - begin < deadline;
                    block = nextBlock.getAndIncrement()) {
                worker.run(block);
            }
        } catch (Throwable e) {
            defect.compareAndSet(null, e);
            nextBlock.set(Long.MAX_VALUE / 2);
        }
    }

    /** What a thread has for itself. */
    private final class Worker implements ScheduleRunner.Observer {
        private final Strategy strategy = Strategy.named(campaign.strategy());
        private final Dice dice = Dice.of(0, 0);
        private final Tape tape = new Tape();
        private final Tally tally = new Tally();
        private long salt;

        void run(long block) {
            Scope scope = Settings.draw(Dice.of(campaign.seed() ^ BLOCKS, block));
            Machine machine = new Machine(campaign.scheme(), scope, new TreeSet<>(campaign.bugs()));
            ScheduleRunner runner = new ScheduleRunner(machine);
            salt = saltOf(scope.toString());
            long end = Math.min(campaign.runs(), (block + 1) * BLOCK);
            for (long number = block * BLOCK; number < end; number++) {
                dice.restart(campaign.seed() ^ SCHEDULES, number);
                strategy.begin(machine, dice, campaign.mostSteps());
                tape.clear();
                Invariant broken = runner.run(strategy, campaign.mostSteps(), tape, this);
                tally.schedules++;
                tally.steps += runner.size();
                if (broken != null) {
                    Schedule schedule = tally.wants(broken, number)
                            ? new Schedule(campaign.scheme(), campaign.bugs(), scope, runner.steps())
                            : null;
                    tally.fails(broken, number, schedule);
                }
                if (number % BLOCK == 0) {
                    runTwice(runner, number, broken);
                }
            }
            total.addAll(tally);
            tally.clear();
        }

        /** The same tape once more: whatever differs does not follow from the choices. */
        private void runTwice(ScheduleRunner runner, long number, Invariant broken) {
            long[] steps = runner.steps();
            long fingerprint = runner.machine().state.fingerprint(0);
            boolean same = runner.run(tape) == broken
                    && java.util.Arrays.equals(steps, runner.steps())
                    && fingerprint == runner.machine().state.fingerprint(0);
            if (!same) {
                throw new IllegalStateException(
                        "schedule " + number + " of seed " + campaign.seed() + " went differently the second time");
            }
        }

        @Override
        public void took(Machine machine, long step) {
            tally.taken[Step.kind(step)]++;
            tally.states.add(machine.state.fingerprint(0) + salt);
        }
    }

    private static long saltOf(String text) {
        long hash = 0;
        for (int k = 0; k < text.length(); k++) {
            hash = Fingerprint.mix(hash + text.charAt(k));
        }
        return hash;
    }

    // --- afterwards

    private Report report(String tool) {
        List<Failure> failures = new ArrayList<>();
        total.failures.forEach((invariant, kept) -> failures.addAll(shrunk(invariant, kept, tool)));
        Map<String, Long> taken = new LinkedHashMap<>();
        for (StepKind kind : Machine.kindsOf(campaign.scheme())) {
            taken.put(kind.name(), total.taken[kind.code()]);
        }
        long failing =
                total.failing.values().stream().mapToLong(Long::longValue).sum();
        return new Report(total.schedules, total.steps, total.states.estimate(), seconds(), failing, failures, taken);
    }

    private record Small(long number, Schedule schedule, BitSet kinds) {}

    /**
     * Each failure made small, shortest first. One that takes every kind of step that a shorter one takes is counted as the
     * shorter one: a detour.
     */
    private List<Failure> shrunk(Invariant invariant, Map<Long, Schedule> kept, String tool) {
        List<Small> all = new ArrayList<>();
        kept.forEach((number, found) -> {
            Schedule schedule = Shrinker.shrink(found, invariant);
            BitSet kinds = new BitSet();
            for (long step : schedule.steps()) {
                kinds.set(Step.kind(step));
            }
            all.add(new Small(number, schedule, kinds));
        });
        all.sort(Comparator.comparingInt((Small small) -> small.schedule.steps().length)
                .thenComparingLong(Small::number));
        List<Small> different = new ArrayList<>();
        Map<Small, Integer> counts = new IdentityHashMap<>();
        for (Small small : all) {
            Small same = different.stream()
                    .filter(shorter -> isWithin(shorter.kinds, small.kinds))
                    .findFirst()
                    .orElse(small);
            if (same == small) {
                different.add(small);
            }
            counts.merge(same, 1, Integer::sum);
        }
        return different.stream()
                .map(small -> new Failure(invariant, counts.get(small), recording(invariant, small, tool)))
                .toList();
    }

    private static boolean isWithin(BitSet some, BitSet all) {
        BitSet rest = (BitSet) some.clone();
        rest.andNot(all);
        return rest.isEmpty();
    }

    private Recording recording(Invariant invariant, Small small, String tool) {
        return new Recording(
                tool,
                campaign.scheme().name(),
                List.copyOf(new TreeSet<>(campaign.bugs())),
                small.schedule.scope(),
                campaign.strategy(),
                campaign.seed(),
                small.number,
                invariant.label(),
                small.schedule.text());
    }
}
