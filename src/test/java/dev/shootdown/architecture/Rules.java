package dev.shootdown.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What may depend on what, and what would make the machine give other results on another day. */
final class Rules {
    private static final String MACHINE = "dev.shootdown.machine..";
    private static final String TESTBED = "dev.shootdown.testbed..";
    private static final String EXPLORE = "dev.shootdown.explore..";

    private static final String ENGINE = "dev.shootdown.engine..";
    private static final String SPARK = "dev.shootdown.spark..";

    /**
     * cli, then report, then testbed, explore and modelcheck side by side, then trace, then machine. Whoever has units of work
     * may know what an engine is; nobody knows Spark's, which is found by its name.
     */
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("cli")
            .definedBy("dev.shootdown.cli..")
            .layer("report")
            .definedBy("dev.shootdown.report..")
            .layer("testbed")
            .definedBy(TESTBED)
            .layer("explore")
            .definedBy(EXPLORE)
            .layer("modelcheck")
            .definedBy("dev.shootdown.modelcheck..")
            .layer("trace")
            .definedBy("dev.shootdown.trace..")
            .layer("machine")
            .definedBy(MACHINE)
            .layer("engine")
            .definedBy(ENGINE)
            .layer("spark")
            .definedBy(SPARK)
            .whereLayer("spark")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("spark")
            .mayOnlyAccessLayers("engine", "machine")
            .whereLayer("engine")
            .mayNotAccessAnyLayer()
            .whereLayer("report")
            .mayOnlyAccessLayers("testbed", "explore", "modelcheck", "trace", "machine")
            .whereLayer("testbed")
            .mayOnlyAccessLayers("trace", "machine")
            .whereLayer("explore")
            .mayOnlyAccessLayers("trace", "machine", "engine")
            .whereLayer("modelcheck")
            .mayOnlyAccessLayers("trace", "machine")
            .whereLayer("trace")
            .mayOnlyAccessLayers("machine")
            .whereLayer("machine")
            .mayNotAccessAnyLayer();

    static final ArchRule ONE_HOME = classes()
            .that()
            .resideInAPackage("dev.shootdown..")
            .should()
            .resideInAnyPackage(
                    "dev.shootdown.cli..",
                    "dev.shootdown.report..",
                    TESTBED,
                    EXPLORE,
                    "dev.shootdown.modelcheck..",
                    "dev.shootdown.trace..",
                    ENGINE,
                    SPARK,
                    MACHINE)
            .as("every class lives in a package that the arrows know")
            .allowEmptyShould(false);

    static final ArchRule MACHINE_STANDS_ON_THE_JDK_ALONE = classes()
            .that()
            .resideInAPackage(MACHINE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(MACHINE, "java..")
            .allowEmptyShould(false);

    static final ArchRule NO_CLOCK_IN_THE_MACHINE = noClasses()
            .that()
            .resideInAPackage(MACHINE)
            .should()
            .callMethodWhere(calls(Map.of(System.class, Set.of("nanoTime", "currentTimeMillis"))))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.time..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.Date.class, java.util.Calendar.class)
            .allowEmptyShould(false);

    static final ArchRule NO_CHANCE_BUT_FROM_A_SEED = noClasses()
            .that()
            .resideInAnyPackage(MACHINE, TESTBED, EXPLORE)
            .should()
            .callMethodWhere(calls(Map.of(Math.class, Set.of("random"), StrictMath.class, Set.of("random"))))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.util.Random.class,
                    java.util.SplittableRandom.class,
                    java.security.SecureRandom.class,
                    java.util.concurrent.ThreadLocalRandom.class,
                    java.util.UUID.class)
            .allowEmptyShould(false);

    /** The order of a hash table is that of hash codes, and an immutable set's changes with every start of the JVM. */
    static final ArchRule NO_HASH_ORDER_IN_THE_MACHINE = noClasses()
            .that()
            .resideInAPackage(MACHINE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.util.HashMap.class,
                    java.util.HashSet.class,
                    java.util.Hashtable.class,
                    java.util.IdentityHashMap.class,
                    java.util.WeakHashMap.class,
                    java.util.concurrent.ConcurrentHashMap.class)
            .orShould()
            .callMethodWhere(calls(Map.of(
                    Set.class, Set.of("copyOf"),
                    Map.class, Set.of("copyOf", "ofEntries"),
                    Collectors.class,
                            Set.of("toSet", "toMap", "toUnmodifiableSet", "toUnmodifiableMap", "groupingBy"))))
            .orShould()
            .callMethodWhere(describe("makes an immutable set or map of several", Rules::makesSeveralUnordered))
            .allowEmptyShould(false);

    static final ArchRule NO_IDENTITY_IN_THE_MACHINE = noClasses()
            .that()
            .resideInAPackage(MACHINE)
            .should()
            .callMethodWhere(calls(Map.of(System.class, Set.of("identityHashCode"), Object.class, Set.of("hashCode"))))
            .allowEmptyShould(false);

    /** {@code StartedBy} ends a JVM of TLC, in which there is no command line. */
    static final ArchRule ONLY_THE_COMMAND_LINE_TALKS_AND_EXITS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shootdown.cli..")
            .and()
            .doNotHaveFullyQualifiedName("dev.shootdown.modelcheck.StartedBy")
            .should()
            .callMethodWhere(calls(Map.of(System.class, Set.of("exit"), Runtime.class, Set.of("exit", "halt"))))
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .allowEmptyShould(false);

    static final List<ArchRule> ALL = List.of(
            ARROWS,
            ONE_HOME,
            MACHINE_STANDS_ON_THE_JDK_ALONE,
            NO_CLOCK_IN_THE_MACHINE,
            NO_CHANCE_BUT_FROM_A_SEED,
            NO_HASH_ORDER_IN_THE_MACHINE,
            NO_IDENTITY_IN_THE_MACHINE,
            ONLY_THE_COMMAND_LINE_TALKS_AND_EXITS);

    private Rules() {}

    private static DescribedPredicate<JavaMethodCall> calls(Map<Class<?>, Set<String>> forbidden) {
        return describe("is one of " + forbidden, call -> forbidden.entrySet().stream()
                .anyMatch(entry -> isOwner(call, entry.getKey())
                        && entry.getValue().contains(call.getTarget().getName())));
    }

    private static boolean makesSeveralUnordered(JavaMethodCall call) {
        boolean isOf = call.getTarget().getName().equals("of");
        int parameters = call.getTarget().getRawParameterTypes().size();
        boolean isArray = call.getTarget().getRawParameterTypes().stream().anyMatch(JavaClass::isArray);
        return isOf
                && (isOwner(call, Set.class) && (parameters > 1 || isArray)
                        || isOwner(call, Map.class) && parameters > 2);
    }

    private static boolean isOwner(JavaAccess<?> call, Class<?> owner) {
        return call.getTargetOwner().isEquivalentTo(owner);
    }
}
