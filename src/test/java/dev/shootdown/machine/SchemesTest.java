package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.StepKind.Argument;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemes come from anybody's jar, and what is wrong with one is said in a sentence. */
class SchemesTest {
    private record Named(String name, List<StepKind> steps) implements Scheme {
        @Override
        public String module() {
            return "Named";
        }

        @Override
        public boolean sendsGuestIpis() {
            return true;
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {};
        }
    }

    private static String refusal(Scheme... schemes) {
        return assertThrows(BadInput.class, () -> Schemes.load(List.of(schemes)))
                .getMessage();
    }

    @Test
    void findsThemByName() {
        Scheme a = new Named("a", List.of());
        Scheme b = new Named("b-2", List.of());
        assertEquals(List.of(a, b), List.copyOf(Schemes.load(List.of(b, a)).values()));
    }

    @Test
    void refusesNamesThatCannotBeAskedFor() {
        assertTrue(refusal(new Named("A B+c", List.of())).contains("calls itself 'A B+c'"));
        assertTrue(refusal(new Named(null, List.of())).contains("calls itself 'null'"));
        assertTrue(refusal(new Named("", List.of())).contains("calls itself ''"));
    }

    @Test
    void refusesTwoOfOneName() {
        String sentence = refusal(new Named("a", List.of()), new Named("a", List.of()));
        assertTrue(sentence.startsWith("two schemes are called a: "), sentence);
    }

    @Test
    void refusesStepsThatAreNotNumberedInOrder() {
        StepKind second = StepKind.of(Steps.FIRST_OF_SCHEME + 1, "Second", Argument.VCPU);
        String sentence = refusal(new Named("a", List.of(second)));
        assertTrue(sentence.contains("step Second the code " + (Steps.FIRST_OF_SCHEME + 1)), sentence);
    }

    @Test
    void refusesAPromiseThatNoClassKeeps(@TempDir Path jar) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(Scheme.class.getName()), "nobody.Nothing\n");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, Scheme.class.getClassLoader())) {
            ServiceLoader<Scheme> promised = ServiceLoader.load(Scheme.class, loader);
            String sentence =
                    assertThrows(BadInput.class, () -> Schemes.load(promised)).getMessage();
            assertTrue(sentence.contains("cannot be loaded") && sentence.contains("nobody.Nothing"), sentence);
        }
    }
}
