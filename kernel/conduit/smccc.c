// SPDX-License-Identifier: GPL-2.0-only
/*
 * The "smc" and "hvc" conduits: the two instructions of the SMC Calling Convention. SMC
 * traps to the secure monitor, HVC to a hypervisor.
 */

#include <linux/arm-smccc.h>
#include <linux/module.h>
#include <linux/string.h>

#include "smccc.h"

#if IS_ENABLED(CONFIG_ARM64)

#include <asm/sysreg.h>

static bool firmware_uses(enum arm_smccc_conduit instruction)
{
	return arm_smccc_1_1_get_conduit() == instruction;
}

/* The ID_AA64PFR0_EL1 field at @shift is 0 if that exception level isn't implemented */
static bool has_level(unsigned int shift)
{
	return (read_sysreg(id_aa64pfr0_el1) >> shift) & 0xf;
}

/* SMC is undefined on a machine with neither EL3 nor a hypervisor that emulates it */
static bool smccc_smc_exists(void)
{
	return has_level(ID_AA64PFR0_EL1_EL3_SHIFT) ||
	       firmware_uses(SMCCC_CONDUIT_SMC);
}

/*
 * HVC needs a hypervisor at EL2. A guest doesn't see its host's EL2 in ID_AA64PFR0_EL1, but
 * it does know that it talks to its firmware by HVC.
 */
static bool smccc_hvc_exists(void)
{
	return firmware_uses(SMCCC_CONDUIT_HVC) ||
	       (has_level(ID_AA64PFR0_EL1_EL2_SHIFT) &&
		read_sysreg(CurrentEL) == CurrentEL_EL1);
}

static void smccc_call_smc(const struct tee_conduit *conduit,
			   const struct tee_conduit_args *args,
			   struct tee_conduit_result *result)
{
	const unsigned long *a = args->a;

	BUILD_BUG_ON(sizeof(*result) != sizeof(struct arm_smccc_res));
	arm_smccc_smc(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
		      (struct arm_smccc_res *)result);
}

static void smccc_call_hvc(const struct tee_conduit *conduit,
			   const struct tee_conduit_args *args,
			   struct tee_conduit_result *result)
{
	const unsigned long *a = args->a;

	arm_smccc_hvc(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
		      (struct arm_smccc_res *)result);
}

#else

static bool smccc_smc_exists(void)
{
	return false;
}

#define smccc_hvc_exists	smccc_smc_exists
#define smccc_call_smc		NULL
#define smccc_call_hvc		NULL

#endif

/**
 * struct smccc_instruction - "smc" or "hvc"
 * @conduit:	the conduit
 * @exists:	true if this machine can execute the instruction. @conduit is not
 *		registered otherwise, since its call would be an undefined instruction
 * @registered:	set while @conduit is registered
 */
struct smccc_instruction {
	struct tee_conduit conduit;
	bool (*exists)(void);
	bool registered;
};

static struct smccc_instruction smccc_instructions[] = {
	{
		.conduit = { .name = "smc", .owner = THIS_MODULE, .call = smccc_call_smc },
		.exists = smccc_smc_exists,
	},
	{
		.conduit = { .name = "hvc", .owner = THIS_MODULE, .call = smccc_call_hvc },
		.exists = smccc_hvc_exists,
	},
};

/**
 * smccc_find() - look up an instruction without taking a reference
 * @name:	"smc" or "hvc"
 *
 * Return: the conduit, or NULL if this machine doesn't have the instruction. It stays
 * registered until all other conduits of this module have been unregistered.
 */
const struct tee_conduit *smccc_find(const char *name)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(smccc_instructions); n++)
		if (smccc_instructions[n].registered &&
		    !strcmp(smccc_instructions[n].conduit.name, name))
			return &smccc_instructions[n].conduit;
	return NULL;
}

int smccc_register_conduits(void)
{
	unsigned int n;
	int rc;

	for (n = 0; n < ARRAY_SIZE(smccc_instructions); n++) {
		struct smccc_instruction *instruction = &smccc_instructions[n];

		if (!instruction->exists())
			continue;
		rc = tee_conduit_register(&instruction->conduit);
		if (rc) {
			smccc_unregister_conduits();
			return rc;
		}
		instruction->registered = true;
	}
	return 0;
}

void smccc_unregister_conduits(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(smccc_instructions); n++) {
		struct smccc_instruction *instruction = &smccc_instructions[n];

		if (instruction->registered)
			tee_conduit_unregister(&instruction->conduit);
		instruction->registered = false;
	}
}
