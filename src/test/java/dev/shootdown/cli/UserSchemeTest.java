package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.StepKind;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheme that somebody adds by a jar on the class path: known everywhere, without a change of ours. */
class UserSchemeTest {
    /** A scheme that forgets its targets: broken, and fast. */
    public static final class Forgetful implements Scheme {
        @Override
        public String name() {
            return "forgetful";
        }

        @Override
        public String module() {
            return "Forgetful";
        }

        @Override
        public List<StepKind> steps() {
            return List.of();
        }

        @Override
        public boolean sendsGuestIpis() {
            return true;
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public void flushBegins(int i) {
                    for (int t = 0; t < s.vcpus(); t++) {
                        if (s.vmOf(t) == s.vmOf(i)) {
                            s.remove(s.targets(i), t);
                        }
                    }
                }
            };
        }
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void registerAsAJarWould() throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(Scheme.class.getName()), Forgetful.class.getName() + "\n");
    }

    private String run(int code, String... args) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                "dev.shootdown.cli.Main"));
        command.addAll(List.of(args));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
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

    @Test
    void isMeasured() throws Exception {
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
        String text = run(Main.HOLDS, "evaluate", "forgetful", "--scenario", scenario.toString(), "--seeds", "1");
        assertTrue(text.contains("forgetful"), text);
    }
}
