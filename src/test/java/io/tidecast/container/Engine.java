package io.tidecast.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/** The Docker engine of this machine, and the images that are run on it. */
public final class Engine {
    public static final String KAFKA = "apache/kafka:4.3.1";
    static final String TIDECAST = "tidecast:0.1.0";

    /** How long a broker may take to start, on a machine that has other things to do. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private Engine() {}

    /** Skips the test that asks unless an engine answers that has the images, or can pull the public one. */
    public static DockerClient with(String... images) {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers here");
        DockerClient docker = DockerClientFactory.lazyClient();
        for (String image : images) {
            assumeTrue(
                    has(docker, image) || pulled(docker, image),
                    "the Docker engine has no image " + image + " and cannot pull it");
        }
        return docker;
    }

    private static boolean has(DockerClient docker, String image) {
        try {
            docker.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static boolean pulled(DockerClient docker, String image) {
        try {
            return !image.equals(TIDECAST) && docker.pullImageCmd(image).start().awaitCompletion(5, TimeUnit.MINUTES);
        } catch (DockerException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
