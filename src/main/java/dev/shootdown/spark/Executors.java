package dev.shootdown.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;
import scala.jdk.javaapi.CollectionConverters;

/** The executors that this application has at the moment. */
final class Executors {
    private Executors() {}

    /**
     * Their names as Spark's scheduler knows them ({@code TaskLocation}), in an order that stays the same as long as none comes
     * or goes; none when this process is the only one. A task that is to go to one of them goes elsewhere when that one is lost, or
     * busy for longer than {@code spark.locality.wait}.
     */
    static List<String> locations() {
        List<String> names = new ArrayList<>();
        for (BlockManagerId one : CollectionConverters.asJava(
                SparkEnv.get().blockManager().master().getMemoryStatus().keySet())) {
            if (!one.isDriver()) {
                names.add("executor_" + one.host() + "_" + one.executorId());
            }
        }
        names.sort(null);
        return names;
    }
}
