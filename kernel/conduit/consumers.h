/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices that asked for a conduit by name */
#ifndef TEE_CONDUIT_CONSUMERS_H
#define TEE_CONDUIT_CONSUMERS_H

struct device;

int tee_consumers_init(void);
void tee_consumers_exit(void);
int tee_consumer_remember(struct device *dev, const char *conduit);
void tee_consumers_probe(const char *conduit);

#endif /* TEE_CONDUIT_CONSUMERS_H */
