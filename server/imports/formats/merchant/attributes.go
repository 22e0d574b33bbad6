package merchant

// attributes are those that can be in a feed; most say nothing that a chat needs, but none is a mistake.
// https://support.google.com/merchants/answer/7052112
// https://developers.facebook.com/docs/marketing-api/catalog/reference
var attributes = []string{
	"id", "title", "structured_title", "description", "structured_description", "link", "canonical_link", "mobile_link", "image_link",
	"additional_image_link", "lifestyle_image_link", "video_link", "3d_model_link", "virtual_model_link", "availability",
	"availability_date", "cost_of_goods_sold", "expiration_date", "price", "sale_price", "sale_price_effective_date", "auto_pricing_min_price",
	"maximum_retail_price", "unit_pricing_measure", "unit_pricing_base_measure", "installment", "subscription_cost", "loyalty_program",
	"loyalty_points", "google_product_category", "product_type", "brand", "gtin", "mpn", "identifier_exists", "condition", "adult",
	"multipack", "is_bundle", "certification", "energy_efficiency_class", "min_energy_efficiency_class", "max_energy_efficiency_class",
	"age_group", "color", "gender", "material", "pattern", "size", "size_type", "size_system", "item_group_id", "item_group_title",
	"product_length", "product_width", "product_height", "product_weight", "product_detail", "product_highlight", "question_and_answer",
	"document_link", "related_product", "variant_option", "ads_redirect", "custom_label_0", "custom_label_1", "custom_label_2",
	"custom_label_3", "custom_label_4", "promotion_id", "excluded_destination", "included_destination",
	"shopping_ads_excluded_country", "pause", "shipping", "shipping_label", "shipping_weight", "shipping_length", "shipping_width",
	"shipping_height", "ships_from_country", "min_handling_time", "max_handling_time", "transit_time_label", "free_shipping_threshold",
	"handling_cutoff_time", "minimum_order_value", "tax", "tax_category", "external_seller_id", "store_code", "pickup_method",
	"pickup_sla", "checkout_link_template", "short_title", "popularity_rank", "sell_on_google_quantity", "return_policy_label",

	"inventory", "quantity_to_sell_on_facebook", "fb_product_category", "rich_text_description", "status", "visibility", "image", "video",
	"additional_variant_attribute", "additional_variant_attributes", "applink", "commerce_tax_category", "disabled_capabilities",
	"internal_label", "product_tags", "style", "item_subgroup", "commerce_account", "origin_country", "importer_name",
	"importer_address", "manufacturer_info", "manufacturer_part_number", "marked_for_product_launch", "launch_date", "return_policy_info",
	"return_policy_days", "short_description", "capacity", "custom_number_0", "custom_number_1", "custom_number_2", "custom_number_3",
	"custom_number_4", "live_special_price", "wa_compliance_category", "address", "offer_price", "bundle_items",

	"summary", "content", "updated", "published", "guid", "pubdate", "author", "category", // of RSS and Atom themselves
}
