#!/usr/bin/env python3
"""Prints each forecast as a line of device, target, time, value, lower and upper bound.

    pip install confluent-kafka                        # or, of Debian: apt install python3-confluent-kafka
    python3 forecasts.py broker:9092 forecasts         # from here on; when it is run again, from where it stopped
    kcat -b broker:9092 -t forecasts -u | python3 forecasts.py         # without the library: values from standard input
"""
import json
import sys


def rows(value):
    """The steps ahead of a forecast, of each target; readers pass over fields that they do not know."""
    forecast = json.loads(value)
    for target, of in forecast["targets"].items():
        widest = max(of["intervals"], key=lambda interval: interval["level"], default=None)
        for h, mean in enumerate(of["mean"]):
            lower, upper = (widest["lower"][h], widest["upper"][h]) if widest else (None, None)
            yield forecast["device"], target, forecast["at"][h], mean, lower, upper


def values(arguments):
    if not arguments:
        yield from (line for line in sys.stdin if line.strip())
        return
    from confluent_kafka import Consumer

    bootstrap, topic = arguments
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": "forecasts-python",
        # What is committed alone: a forecast of a transaction that was given up is none.
        "isolation.level": "read_committed",
    })
    consumer.subscribe([topic])
    try:
        while True:
            record = consumer.poll(1)
            if record is None:
                continue
            if record.error():
                sys.exit(record.error().str())
            if record.value():
                yield record.value()
    finally:
        consumer.close()


if __name__ == "__main__":
    for value in values(sys.argv[1:]):
        for row in rows(value):
            print(*("" if field is None else field for field in row), sep="\t", flush=True)
