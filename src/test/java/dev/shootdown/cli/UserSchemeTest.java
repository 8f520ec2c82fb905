package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.AddedScheme;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.StepTimes;
import dev.shootdown.testbed.TimedScheme;
import dev.shootdown.testbed.profile.MachineProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheme that somebody adds by a jar on the class path: known everywhere, without a change of ours. */
class UserSchemeTest {
    /** A scheme that forgets its targets: broken, and fast. */
    public static final class Forgetful extends AddedScheme {
        public Forgetful() {
            super("forgetful");
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public void flushBegins(int i) {
                    forgetTargets(s, i);
                }
            };
        }
    }

    /** The same, but by a step of its own for each target; nobody says when that is taken and what it costs. */
    public static class Untimed extends AddedScheme {
        private static final int SKIP_TARGET = Steps.FIRST_OF_SCHEME;

        public Untimed() {
            this("untimed");
        }

        Untimed(String name) {
            super(name);
        }

        @Override
        public List<StepKind> steps() {
            return List.of(StepKind.of(SKIP_TARGET, "SkipTarget", Argument.VCPU, Argument.VCPU));
        }

        @Override
        public boolean sendsGuestIpis() {
            return false;
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public boolean can(long step) {
                    int i = Step.a(step);
                    return machine.guest.runs(i)
                            && s.get(i, State.PC) == State.REMOTE
                            && s.vmOf(i) == s.vmOf(Step.b(step))
                            && s.has(s.targets(i), Step.b(step));
                }

                @Override
                public void apply(long step) {
                    s.remove(s.targets(Step.a(step)), Step.b(step));
                }

                @Override
                public void offer(int v, Offers offers) {
                    for (int t = 0; t < s.vcpus(); t++) {
                        offers.offer(Step.of(SKIP_TARGET, v, t));
                    }
                }
            };
        }
    }

    /** And here its class says so, in one place. */
    public static class Timed extends Untimed implements TimedScheme {
        public Timed() {
            this("timed");
        }

        Timed(String name) {
            super(name);
        }

        @Override
        public void declare(StepTimes times, MachineProfile machine) {
            times.whileFlushing("SkipTarget", 100_000);
        }
    }

    /** Says the wrong moment: the flush cannot go on without the step. */
    public static final class Mistimed extends Timed {
        public Mistimed() {
            super("mistimed");
        }

        @Override
        public void declare(StepTimes times, MachineProfile machine) {
            times.beforeEntry("SkipTarget", 100);
        }
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void registerAsAJarWould() throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        String schemes = List.of(Forgetful.class, Untimed.class, Timed.class, Mistimed.class).stream()
                .map(Class::getName)
                .collect(Collectors.joining("\n"));
        Files.writeString(services.resolve(Scheme.class.getName()), schemes + "\n");
    }

    private String run(int code, String... args) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = OwnJvm.of(folder.toString(), Main.class, List.of(args))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int was = process.waitFor();
        String text = Files.readString(log, StandardCharsets.UTF_8);
        assertEquals(code, was, text);
        return text;
    }

    @Test
    void isFuzzedAndFoundBroken() throws Exception {
        String text = run(Main.FAILS, "fuzz", "forgetful", "--runs", "3000", "--out", folder + "/failures");
        assertTrue(text.contains("NoStaleTranslation"), text);
    }

    private String evaluate(int code, String scheme, String... more) throws Exception {
        Path scenario = folder.resolve("tiny.yaml");
        Files.writeString(scenario, """
                name: tiny
                source: "this test"
                machine: paper-ivy-bridge
                pcpus: 4
                warm_up: {ms: 10, assumption: "a test"}
                duration: {ms: 200, assumption: "a test"}
                vms:
                  - {name: vm1, vcpus: 4, workload: dedup}
                """);
        List<String> args =
                new ArrayList<>(List.of("evaluate", scheme, "--scenario", scenario.toString(), "--seeds", "1"));
        args.addAll(List.of(more));
        return run(code, args.toArray(new String[0]));
    }

    @Test
    void isMeasured() throws Exception {
        String text = evaluate(Main.HOLDS, "forgetful");
        assertTrue(text.contains("forgetful"), text);
    }

    /** At most three targets of 100,000 cycles each, and nothing else: 40, 80 or 120 µs at 2.5 GHz. */
    @Test
    void isMeasuredByTheTimesThatItDeclares() throws Exception {
        String text = evaluate(Main.HOLDS, "timed", "--json");
        Matcher max = Pattern.compile("\"latency_us\"[^}]*\"max\" : ([0-9.]+)").matcher(text);
        assertTrue(max.find(), text);
        assertTrue(Double.parseDouble(max.group(1)) >= 119, text);
        Matcher median =
                Pattern.compile("\"latency_us\"[^}]*\"p50\" : ([0-9.]+)").matcher(text);
        assertTrue(median.find() && Double.parseDouble(median.group(1)) % 40 < 0.2, text);
    }

    @Test
    void withoutTimesItIsFuzzedButNotMeasured() throws Exception {
        assertTrue(run(Main.FAILS, "fuzz", "untimed", "--runs", "3000", "--out", folder + "/failures")
                .contains("NoStaleTranslation"));
        assertEquals(
                "scheme untimed cannot be measured: the testbed does not know when to take SkipTarget nor what that costs,"
                        + " unless its class says so as a dev.shootdown.testbed.TimedScheme.",
                evaluate(Main.BAD_INPUT, "untimed", "--report", folder + "/report")
                        .strip()
                        .replaceFirst("^shootdown evaluate: ", ""));
        assertFalse(Files.exists(folder.resolve("report")), "nothing half-written");
    }

    @Test
    void withAWrongMomentItIsToldSo() throws Exception {
        String text = evaluate(Main.BAD_INPUT, "mistimed").strip();
        assertTrue(text.contains("scheme mistimed cannot be measured: "), text);
        assertEquals(1, text.lines().count(), text);
    }
}
