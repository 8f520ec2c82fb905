package dev.shootdown.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.shootdown.machine.forbidden.AsksTheClock;
import dev.shootdown.machine.forbidden.ComparesIdentities;
import dev.shootdown.machine.forbidden.IteratesHashes;
import dev.shootdown.machine.forbidden.KnowsTheReader;
import dev.shootdown.machine.forbidden.MakesAnImmutableSet;
import dev.shootdown.machine.forbidden.PrintsAndExits;
import dev.shootdown.machine.forbidden.RollsDice;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The project keeps the rules, and each rule is able to find what it forbids. */
class ArchitectureTest {
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.shootdown");

    static Stream<ArchRule> rules() {
        return Rules.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isKept(ArchRule rule) {
        rule.check(PROJECT);
    }

    static Stream<Arguments> offenders() {
        return Stream.of(
                Arguments.of(Rules.ARROWS, KnowsTheReader.class),
                Arguments.of(Rules.ONE_HOME, ArchitectureTest.class),
                Arguments.of(Rules.MACHINE_STANDS_ON_THE_JDK_ALONE, KnowsTheReader.class),
                Arguments.of(Rules.NO_CLOCK_IN_THE_MACHINE, AsksTheClock.class),
                Arguments.of(Rules.NO_CHANCE_BUT_FROM_A_SEED, RollsDice.class),
                Arguments.of(Rules.NO_HASH_ORDER_IN_THE_MACHINE, IteratesHashes.class),
                Arguments.of(Rules.NO_HASH_ORDER_IN_THE_MACHINE, MakesAnImmutableSet.class),
                Arguments.of(Rules.NO_IDENTITY_IN_THE_MACHINE, ComparesIdentities.class),
                Arguments.of(Rules.ONLY_THE_COMMAND_LINE_TALKS_AND_EXITS, PrintsAndExits.class));
    }

    @ParameterizedTest
    @MethodSource("offenders")
    void findsWhatItForbids(ArchRule rule, Class<?> offender) {
        JavaClasses classes = new ClassFileImporter().importClasses(offender, dev.shootdown.report.Table.class);
        assertTrue(rule.evaluate(classes).hasViolation(), offender + " passes");
    }
}
