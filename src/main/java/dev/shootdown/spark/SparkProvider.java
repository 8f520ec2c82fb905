package dev.shootdown.spark;

import dev.shootdown.engine.Engine;
import dev.shootdown.engine.EngineProvider;
import dev.shootdown.machine.BadInput;

/** Reaches Spark; can itself be loaded without it. */
public final class SparkProvider implements EngineProvider {
    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Engine open(String address) {
        try {
            Class.forName("org.apache.spark.SparkContext", false, SparkProvider.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new BadInput(
                    "--spark: Spark is not on the class path; ./shootdown fetches it, and spark-submit has it.", e);
        }
        return SparkEngine.at(address);
    }
}
