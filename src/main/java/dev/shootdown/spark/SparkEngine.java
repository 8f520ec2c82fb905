package dev.shootdown.spark;

import dev.shootdown.engine.Engine;
import dev.shootdown.machine.BadInput;
import dev.shootdown.spark.UnitTask.Answer;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function0;
import scala.Function2;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/**
 * Apache Spark. A unit is a task of its own; its result is the task's return value, which Spark's scheduler hands over once
 * per task however often the task was tried. An accumulator would count what a lost executor had done a second time.
 */
final class SparkEngine implements Engine {
    /** Stands for the master that spark-submit was given. */
    static final String SUBMITTED = "submit";

    /** More units than this become several jobs, two at a time: a task that waits costs the driver some kilobytes. */
    private static final int MOST_TASKS = 20_000;

    private static final int MOST_FAILURES = 8;

    /** Later ones have no {@code Subject.getSubject}, which the Hadoop inside Spark 4.0 calls. */
    private static final int NEWEST_JAVA = 23;

    private final JavaSparkContext context;
    private final int mostTasks;

    private SparkEngine(JavaSparkContext context, int mostTasks) {
        this.context = context;
        this.mostTasks = mostTasks;
    }

    /**
     * Starts Spark in this process, or an application of this process on a cluster.
     *
     * @param master as Spark calls it: {@code local[2]}, {@code spark://host:7077}
     * @throws BadInput if it is none, or does not answer
     */
    static SparkEngine at(String master) {
        return at(master, MOST_TASKS);
    }

    static SparkEngine at(String master, int mostTasks) {
        if (master.equals(SUBMITTED) != SparkLog.isSubmitted()) {
            throw new BadInput(
                    SparkLog.isSubmitted()
                            ? "--spark " + master + ": spark-submit has named the master; say --spark " + SUBMITTED
                                    + "."
                            : "--spark " + SUBMITTED + ": this was not started by spark-submit.");
        }
        int java = Runtime.version().feature();
        if (java > NEWEST_JAVA) {
            throw new BadInput(
                    "--spark: Spark 4.0 runs on Java 17 to " + NEWEST_JAVA + ", and this is Java " + java + ".");
        }
        MasterAddress.requireAnswer(master);
        SparkLog.toFile();
        try {
            return new SparkEngine(new JavaSparkContext(configuration(master)), mostTasks);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            SparkLog.keep();
            throw new BadInput("--spark " + master + ": " + firstLine(e) + SparkLog.where(), e);
        }
    }

    /** Whatever a system property {@code spark.*} says stays as it is. */
    private static SparkConf configuration(String master) {
        SparkConf conf = new SparkConf();
        if (!master.equals(SUBMITTED)) {
            conf.setMaster(master);
        }
        conf.setIfMissing("spark.app.name", "shootdown");
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.task.maxFailures", Integer.toString(MOST_FAILURES));
        // All results of a job together; ours are used and forgotten one by one.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        if (MasterAddress.isHere(master)) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        if (!MasterAddress.isLocal(master) && !conf.contains("spark.jars")) {
            give(conf);
        }
        return conf;
    }

    private static void give(SparkConf conf) {
        String classPath = System.getProperty("java.class.path");
        if (Files.isDirectory(SentJars.own())) {
            // While the project is built there is no jar, and the executors are on this machine.
            conf.setIfMissing("spark.executor.extraClassPath", classPath);
            return;
        }
        conf.set(
                "spark.jars",
                SentJars.of(classPath).stream()
                        .map(jar -> jar.toUri().toString())
                        .collect(Collectors.joining(",")));
        // Spark's Jackson annotations are older than ours.
        conf.setIfMissing("spark.executor.userClassPathFirst", "true");
    }

    @Override
    public <U extends Serializable, R extends Serializable> void run(List<U> units, Work<U, R> work, Done<R> done) {
        if (units.isEmpty()) {
            return;
        }
        Handover<R> handover = new Handover<>(done);
        Queue<SimpleFutureAction<BoxedUnit>> running = new ArrayDeque<>();
        try {
            for (int from = 0; from < units.size(); from += mostTasks) {
                if (running.size() == 2) {
                    await(running.remove());
                }
                int to = Math.min(units.size(), from + mostTasks);
                running.add(submit(units.subList(from, to), from, work, handover));
            }
            while (!running.isEmpty()) {
                await(running.remove());
            }
        } catch (IllegalStateException e) {
            throw context.sc().isStopped() ? gaveUp("the master or its executors ended the application", e) : e;
        } finally {
            handover.end();
            running.forEach(SimpleFutureAction::cancel);
        }
    }

    private <U extends Serializable, R extends Serializable> SimpleFutureAction<BoxedUnit> submit(
            List<U> units, int first, Work<U, R> work, Handover<R> handover) {
        RDD<U> tasks = tasks(units);
        Function2<Object, Answer<R>, BoxedUnit> handler = (index, answer) -> {
            handover.at(first + (Integer) index, answer);
            return BoxedUnit.UNIT;
        };
        Function0<BoxedUnit> nothing = () -> BoxedUnit.UNIT;
        return context.sc().submitJob(tasks, new UnitTask<>(work), partitions(units.size()), handler, nothing);
    }

    private <U extends Serializable> RDD<U> tasks(List<U> units) {
        List<String> executors = units.get(0) instanceof Placed ? Executors.locations() : List.of();
        if (executors.size() < 2) {
            return context.parallelize(units, units.size()).rdd();
        }
        List<Tuple2<U, Seq<String>>> placed = new ArrayList<>(units.size());
        for (U unit : units) {
            String home = executors.get(((Placed) unit).place() % executors.size());
            placed.add(new Tuple2<>(
                    unit, CollectionConverters.asScala(List.of(home)).toSeq()));
        }
        return context.sc().makeRDD(CollectionConverters.asScala(placed).toSeq(), ClassTag.apply(Object.class));
    }

    private static Seq<Object> partitions(int count) {
        List<Object> numbers = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            numbers.add(k);
        }
        return CollectionConverters.asScala(numbers).toSeq();
    }

    private void await(SimpleFutureAction<BoxedUnit> job) {
        try {
            job.get();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            throw explained(e);
        }
    }

    /** What one of ours has thrown as it was; what Spark itself could not do as a sentence. */
    private static RuntimeException explained(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("interrupted", e);
        }
        Throwable root = e;
        for (Throwable one = e; one != null; one = one.getCause()) {
            if (one instanceof RuntimeException ours) {
                return ours;
            }
            root = one;
        }
        return gaveUp(firstLine(root), e);
    }

    private static BadInput gaveUp(String why, Exception e) {
        SparkLog.keep();
        return new BadInput("Spark gave up: " + why + SparkLog.where(), e);
    }

    private static String firstLine(Throwable e) {
        String all = e.getMessage() == null ? e.toString() : e.getMessage();
        String line = all.lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    @Override
    public void close() {
        context.close();
        SparkLog.forget();
    }
}
