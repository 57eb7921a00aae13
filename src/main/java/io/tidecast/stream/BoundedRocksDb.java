package io.tidecast.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * RocksDB config setter that bounds its memory: all stores of the process share one cache of blocks, and each has two
 * small write buffers. Kafka Streams makes one of these for each store, and what it is to do stands in the client's
 * configuration.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    static final String BLOCK_CACHE_MIB = "tidecast.block-cache-mib";
    static final String WRITE_BUFFER_MIB = "tidecast.write-buffer-mib";

    /** One for each size that was asked for, in practice one; they live as long as the process. */
    private static final Map<Integer, Cache> CACHES = new ConcurrentHashMap<>();

    @Override
    public void setConfig(String store, Options options, Map<String, Object> config) {
        int blocks = Integer.parseInt(config.get(BLOCK_CACHE_MIB).toString());
        int buffer = Integer.parseInt(config.get(WRITE_BUFFER_MIB).toString());
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHES.computeIfAbsent(blocks, mib -> new LRUCache((long) mib << 20)));
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferSize((long) buffer << 20);
        options.setMaxWriteBufferNumber(2);
    }

    /** The cache is shared, and stays open. */
    @Override
    public void close(String store, Options options) {}
}
