"""Resource types of Azure Resource Manager, as far as infra/ uses them."""
