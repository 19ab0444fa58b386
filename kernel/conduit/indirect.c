// SPDX-License-Identifier: GPL-2.0-only
/*
 * Indirect conduit, for platforms that want a call's registers in memory rather than in
 * registers. We store them in a block and pass the block's physical address to a
 * function of the platform's firmware, which makes the actual call and leaves the
 * returned registers in the same block.
 *
 * Device tree:
 *	compatible = "gtee,conduit-indirect";
 *	method = "smc" or "hvc";	how to call the firmware function
 *	function-id = <0x...>;		id of that function
 *	conduit-name = "...";		what TEE nodes call it; default "indirect"
 *
 * With a 64-bit SMCCC function id the address goes into a1. With a 32-bit id the upper
 * half is in a1 and the lower half in a2. The function returns 0 in a0 if it has made
 * the call, anything else if not.
 */

#include <linux/io.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "conduit.h"
#include "indirect.h"
#include "smccc.h"

#define SMCCC_64BIT	0x40000000
#define SMCCC_UNKNOWN	0xffffffff

/* The layout is up to the platform: eight registers in, the first four of them out */
struct indirect_block {
	u64 a[8];
};

/**
 * struct indirect - an indirect conduit and the instruction behind it
 * @conduit:	the conduit
 * @inner:	"smc" or "hvc", to call the firmware with
 * @function:	id of the firmware function
 * @blocks:	one block per CPU, used with interrupts off; none crosses a page
 *		boundary
 */
struct indirect {
	struct tee_conduit conduit;
	const struct tee_conduit *inner;
	u32 function;
	struct indirect_block **blocks;
};

static void indirect_call(const struct tee_conduit *conduit,
			  const struct tee_conduit_args *args,
			  struct tee_conduit_result *result)
{
	const struct indirect *indirect =
		container_of_const(conduit, struct indirect, conduit);
	struct tee_conduit_args outer = { .a = { indirect->function } };
	struct tee_conduit_result status;
	struct indirect_block *block;
	unsigned long flags;
	phys_addr_t address;
	unsigned int n;

	/*
	 * The block is ours as long as interrupts are off on this CPU, so keep them off
	 * until we have read the result. A yielding call still returns early for a
	 * pending interrupt.
	 */
	local_irq_save(flags);
	block = indirect->blocks[smp_processor_id()];
	for (n = 0; n < ARRAY_SIZE(block->a); n++)
		block->a[n] = args->a[n];
	address = virt_to_phys(block);
	if (indirect->function & SMCCC_64BIT) {
		outer.a[1] = address;
	} else {
		outer.a[1] = upper_32_bits(address);
		outer.a[2] = lower_32_bits(address);
	}
	/*
	 * tee_conduit_call() would refuse this function id, which is the platform's and
	 * not a TEE's
	 */
	indirect->inner->call(indirect->inner, &outer, &status);
	for (n = 0; n < ARRAY_SIZE(result->a); n++)
		result->a[n] = READ_ONCE(block->a[n]);
	local_irq_restore(flags);
	if ((u32)status.a[0])
		*result = (struct tee_conduit_result){ .a = { SMCCC_UNKNOWN } };
}

static void free_blocks(struct indirect *indirect)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		kfree(indirect->blocks[cpu]);
	kfree(indirect->blocks);
}

static int alloc_blocks(struct indirect *indirect)
{
	unsigned int cpu;

	indirect->blocks = kcalloc(nr_cpu_ids, sizeof(*indirect->blocks), GFP_KERNEL);
	if (!indirect->blocks)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		/* 64 bytes is a power of two, so kzalloc() aligns the block to its size */
		indirect->blocks[cpu] = kzalloc(sizeof(struct indirect_block), GFP_KERNEL);
		if (!indirect->blocks[cpu]) {
			free_blocks(indirect);
			return -ENOMEM;
		}
	}
	return 0;
}

static int read_properties(struct device *dev, struct indirect *indirect)
{
	const char *name = "indirect", *method;
	int rc;

	rc = device_property_read_u32(dev, "function-id", &indirect->function);
	if (rc)
		return dev_err_probe(dev, rc, "no function-id\n");
	rc = device_property_read_string(dev, "method", &method);
	if (rc || !tee_conduit_is_instruction(method))
		return dev_err_probe(dev, -EINVAL, "method must be smc or hvc\n");
	device_property_read_string(dev, "conduit-name", &name);
	/*
	 * No tee_conduit_get() here. The instructions belong to this module, and a
	 * reference to our own module would make it impossible to unload.
	 */
	indirect->inner = smccc_find(method);
	if (!indirect->inner)
		return dev_err_probe(dev, -EOPNOTSUPP, "this machine lacks %s\n", method);
	indirect->conduit = (struct tee_conduit){
		.name = name,
		.owner = THIS_MODULE,
		.dev = dev,
		.call = indirect_call,
	};
	return 0;
}

static int indirect_probe(struct platform_device *pdev)
{
	struct indirect *indirect;
	int rc;

	indirect = kzalloc(sizeof(*indirect), GFP_KERNEL);
	if (!indirect)
		return -ENOMEM;
	rc = read_properties(&pdev->dev, indirect);
	if (rc)
		goto free_indirect;
	rc = alloc_blocks(indirect);
	if (rc)
		goto free_indirect;
	rc = tee_conduit_register(&indirect->conduit);
	if (rc)
		goto free_blocks;
	platform_set_drvdata(pdev, indirect);
	return 0;

free_blocks:
	free_blocks(indirect);
free_indirect:
	kfree(indirect);
	return rc;
}

static void indirect_remove(struct platform_device *pdev)
{
	struct indirect *indirect = platform_get_drvdata(pdev);

	tee_conduit_unregister(&indirect->conduit);
	free_blocks(indirect);
	kfree(indirect);
}

static const struct of_device_id indirect_match[] = {
	{ .compatible = "gtee,conduit-indirect" },
	{ }
};
MODULE_DEVICE_TABLE(of, indirect_match);

static struct platform_driver indirect_driver = {
	.probe = indirect_probe,
	.remove = indirect_remove,
	.driver = {
		.name = "tee-conduit-indirect",
		.of_match_table = indirect_match,
	},
};

int __init indirect_init(void)
{
	return platform_driver_register(&indirect_driver);
}

void indirect_exit(void)
{
	platform_driver_unregister(&indirect_driver);
}
