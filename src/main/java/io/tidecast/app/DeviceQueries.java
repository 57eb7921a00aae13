package io.tidecast.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.device.StoredWindow;
import io.tidecast.forecaster.ForecastQuestions;
import io.tidecast.forecaster.PlannedValue;
import io.tidecast.http.Caller;
import io.tidecast.http.InquiryJson;
import io.tidecast.http.InquirySource;
import io.tidecast.http.PeerClient;
import io.tidecast.http.WindowJson;
import io.tidecast.http.WindowSource;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Segment;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Interactive queries about devices: Kafka Streams' metadata says which instance holds one, this process answers for
 * its own and asks another once for its. Where the active instance does not answer, a standby's copy of the window
 * does, marked as stale.
 */
final class DeviceQueries implements WindowSource, InquirySource {
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    /** So that threads remain to answer the other instances, which may be asking here. */
    private static final int MOST_HOPS = 4;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final String UNASSIGNED = "the forecasters are being assigned their devices, or none runs here";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TidecastStreams streams;
    private final ForecastSettings forecast;
    private final CovariateSettings covariates;
    private final boolean keyed;
    private final StoredWindow stored;
    private final PeerClient peers;
    private final Semaphore hops = new Semaphore(MOST_HOPS);
    /** Of inquiries, whose answer a thread of the server waits for. */
    private final Semaphore inquiries = new Semaphore(MOST_HOPS);

    DeviceQueries(TidecastStreams streams, StreamSettings settings, PeerClient peers) {
        this.streams = streams;
        forecast = settings.forecast();
        covariates = settings.network().covariates();
        keyed = settings.keyedByDevice();
        this.peers = peers;
        stored = new StoredWindow(forecast);
    }

    /**
     * What a process is called in the metadata: {@code kafka.application.server}, or else the address that its HTTP
     * server is bound to, this machine's where it is bound to all.
     */
    static HostInfo server(Properties config, String host, int port) {
        String given = config.getProperty(StreamsConfig.APPLICATION_SERVER_CONFIG, "");
        if (!given.isEmpty()) {
            return HostInfo.buildFromEndpoint(given);
        }
        try {
            boolean all = InetAddress.getByName(host).isAnyLocalAddress();
            return new HostInfo(all ? InetAddress.getLocalHost().getHostAddress() : host, port);
        } catch (UnknownHostException e) {
            return new HostInfo(host, port);
        }
    }

    private HostInfo own() {
        return streams.server().orElseThrow();
    }

    /** As {@code application.server} has it. */
    static String text(HostInfo at) {
        return at.host() + ":" + at.port();
    }

    /** What is asked of another instance. */
    private interface Hop {
        PeerClient.Said ask(HostInfo at) throws IOException, InterruptedException;
    }

    @Override
    public Found of(String device, Caller caller, boolean local) {
        Optional<KafkaStreams> client = streams.client(Role.FORECASTER);
        Optional<KeyQueryMetadata> found = client.flatMap(running -> metadata(running, device));
        Optional<Found> here =
                found.isEmpty() ? Optional.of(Found.none(UNASSIGNED)) : here(found.get(), () -> ofOwn(device));
        if (here.isPresent()) {
            return here.get();
        }
        KeyQueryMetadata where = found.get();
        if (local) {
            return ofStandby(client.get(), where, device);
        }
        Hop hop = at -> peers.window(at.host(), at.port(), device, caller);
        List<String> failures = new ArrayList<>();
        Optional<Found> answered = hop(where.activeHost(), hop, failures);
        for (HostInfo standby : where.standbyHosts()) {
            if (answered.isEmpty()) {
                answered = standby.equals(own())
                        ? Optional.of(ofStandby(client.get(), where, device))
                        : hop(standby, hop, failures);
            }
        }
        return answered.orElseGet(() -> Found.none(String.join("; ", failures)));
    }

    @Override
    public Found of(Inquiry inquiry, Caller caller, boolean local) {
        List<PlannedValue> planned =
                inquiry.kind() == Kind.WHAT_IF ? PlannedValue.parse(inquiry.set(), covariates) : List.of();
        Optional<KeyQueryMetadata> found =
                streams.client(Role.FORECASTER).flatMap(running -> metadata(running, inquiry.device()));
        if (found.isEmpty()) {
            return Found.none(UNASSIGNED);
        }
        List<String> failures = new ArrayList<>();
        return here(found.get(), () -> ofOwn(inquiry, planned)).orElseGet(() -> {
            Optional<Found> answered = local
                    ? Optional.empty()
                    : hop(
                            found.get().activeHost(),
                            at -> peers.inquire(at.host(), at.port(), inquiry, caller, true),
                            failures);
            return answered.orElseGet(
                    () -> Found.none(local ? "it is not forecast at " + text(own()) : String.join("; ", failures)));
        });
    }

    /** The answer of this instance where the device is its own, or that there is none; empty where another has it. */
    private Optional<Found> here(KeyQueryMetadata where, Supplier<Found> ofOwn) {
        if (where.activeHost().equals(own())) {
            return Optional.of(ofOwn.get());
        }
        return where.activeHost().equals(HostInfo.unavailable())
                ? Optional.of(
                        Found.none("the instance that has it does not say where it is asked (http.api is off there)"))
                : Optional.empty();
    }

    private static Optional<KeyQueryMetadata> metadata(KafkaStreams client, String device) {
        try {
            return Optional.ofNullable(client.queryMetadataForKey(Names.CLOCKS, device, new StringSerializer()))
                    .filter(known -> !known.equals(KeyQueryMetadata.NOT_AVAILABLE));
        } catch (StreamsException | IllegalStateException e) {
            return Optional.empty(); // It starts, or has ended.
        }
    }

    private Found ofOwn(String device) {
        try {
            boolean settled = isSettled(device);
            return streams.windows()
                    .of(device, PATIENCE)
                    .map(window -> Found.of(json(window, false)))
                    .orElseGet(() -> absent(device, settled));
        } catch (IllegalStateException e) {
            return Found.none(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Found.none("this process ends");
        }
    }

    /** That all tasks here say that they do not have a device: it is known to nobody, unless tasks have moved. */
    private Found absent(String device, boolean settledBefore) {
        String why = "no step of it has closed at " + text(own());
        if (keyed) { // By a partitioner of the producer's, which the metadata does not know.
            return Found.none(why + "; with readings.keyed-by-device another instance may have it");
        }
        return settledBefore && isSettled(device)
                ? Found.unknown(why)
                : Found.none(why + ", where tasks are being assigned or restored");
    }

    /** Whether all tasks of this instance run, and that of a device is among them. */
    private boolean isSettled(String device) {
        return streams.client(Role.FORECASTER)
                .filter(running -> running.state() == KafkaStreams.State.RUNNING)
                .flatMap(running -> metadata(running, device))
                .filter(where -> where.activeHost().equals(own()))
                .isPresent();
    }

    private Found ofOwn(Inquiry inquiry, List<PlannedValue> planned) {
        if (!inquiries.tryAcquire()) {
            return Found.none("too many are asking " + text(own()) + " just now");
        }
        try {
            ForecastQuestions questions = streams.questions();
            boolean settled = isSettled(inquiry.device());
            Optional<ObjectNode> answer = inquiry.kind() == Kind.WHAT_IF
                    ? questions.whatIf(inquiry.device(), planned, PATIENCE).map(InquiryJson::of)
                    : questions.explain(inquiry.device(), PATIENCE).map(InquiryJson::of);
            return answer.map(Found::of).orElseGet(() -> absent(inquiry.device(), settled));
        } catch (IllegalStateException e) {
            return Found.none(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Found.none("this process ends");
        } finally {
            inquiries.release();
        }
    }

    /** What a standby has copied is written by a thread that updates standbys, which no device waits for. */
    private Found ofStandby(KafkaStreams client, KeyQueryMetadata where, String device) {
        try {
            ReadOnlyKeyValueStore<String, byte[]> clocks = store(client, Names.CLOCKS, where.partition());
            ReadOnlyKeyValueStore<String, byte[]> statistics = store(client, Names.STATISTICS, where.partition());
            ReadOnlyKeyValueStore<Bytes, byte[]> blocks = store(client, Names.BLOCKS, where.partition());
            return stored.read(device, clocks, statistics, blocks)
                    .map(window -> Found.of(json(window, true)))
                    .orElseGet(() -> Found.none("no step of it is at the standby " + text(own())));
        } catch (StreamsException | IllegalStateException e) {
            return Found.none("it is not held at " + text(own()));
        }
    }

    private static <K> ReadOnlyKeyValueStore<K, byte[]> store(KafkaStreams client, String name, int partition) {
        return client.store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<K, byte[]>keyValueStore())
                .withPartition(partition)
                .enableStaleStores());
    }

    private ObjectNode json(Segment window, boolean stale) {
        return WindowJson.of(window, forecast.features(), forecast.timeStep())
                .put("stale", stale)
                .put("instance", text(own()));
    }

    private Optional<Found> hop(HostInfo at, Hop hop, List<String> failures) {
        if (!hops.tryAcquire()) {
            failures.add("too many are asking " + text(at) + " just now");
            return Optional.empty();
        }
        try {
            PeerClient.Said said = hop.ask(at);
            if (said.status() == OK) {
                return Optional.of(Found.of((ObjectNode) JSON.readTree(said.body())));
            }
            Optional<String> unknown = said.unknown();
            if (unknown.isPresent()) {
                return Optional.of(Found.unknown(unknown.get()));
            }
            String reason = said.status() == BAD_REQUEST
                    ? JSON.readTree(said.body()).at("/reasons/0").asText()
                    : "";
            if (!reason.isEmpty()) {
                throw new PlannedValue.WrongException(reason);
            }
            failures.add(text(at) + " must answer for it, does not: " + said.inShort());
        } catch (PlannedValue.WrongException e) {
            throw e;
        } catch (IOException | ClassCastException | IllegalArgumentException e) {
            failures.add(text(at) + " must answer for it, does not: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hops.release();
        }
        return Optional.empty();
    }
}
