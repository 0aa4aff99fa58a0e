/**
 * Messages from topics of Apache Kafka. Each node reads all partitions by itself, since every node
 * must know of every message; no consumer group shares them out.
 *
 * <p>Threads: only the thread of the source uses the consumer and what is around it.
 */
@NullMarked
package dev.edgecache.sources.kafka;

import org.jspecify.annotations.NullMarked;
