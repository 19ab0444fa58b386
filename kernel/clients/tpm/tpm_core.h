/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that Linux's TPM core exports to chip drivers. Its header isn't among those
 * that distributions install for modules outside the kernel's tree.
 */
#ifndef TEE_TPM_CORE_H
#define TEE_TPM_CORE_H

#include <linux/tpm.h>

struct tpm_chip *tpm_chip_alloc(struct device *parent, const struct tpm_class_ops *ops);
int tpm_chip_register(struct tpm_chip *chip);
void tpm_chip_unregister(struct tpm_chip *chip);
unsigned long tpm_calc_ordinal_duration(struct tpm_chip *chip, u32 ordinal);
int tpm_pm_suspend(struct device *dev);
int tpm_pm_resume(struct device *dev);

#endif /* TEE_TPM_CORE_H */
